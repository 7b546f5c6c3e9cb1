using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Granary.EndToEnd;

/// <summary>A host that says it is ready, takes every other request whole, and then hangs up without a word: as one does that dies.</summary>
internal sealed class HangingUp : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private int requests;

    public HangingUp()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public int Requests => Volatile.Read(ref requests);

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var buffer = new byte[65_536];
            var count = await client.GetStream().ReadAsync(buffer);
            if (count == 0) return;
            if (Encoding.ASCII.GetString(buffer, 0, count).StartsWith("GET /health/ready ", StringComparison.Ordinal))
            {
                await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                return;
            }
            Interlocked.Increment(ref requests);
        }
        catch (IOException)
        {
            // A health check that did not wait for the answer.
        }
    }
}
