using System.Net;
using System.Net.Sockets;

namespace Granary.Fixtures;

/// <summary>A wire on which everything takes its time, or does not arrive at all until the wire is mended; nobody is told.</summary>
public sealed class LaggingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int serverPort;
    private volatile TaskCompletionSource whole = Whole();
    private long lagMs;

    public LaggingProxy(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What is sent arrives so much later, each way.</summary>
    public void Lag(TimeSpan each) => Interlocked.Exchange(ref lagMs, (long)each.TotalMilliseconds);

    /// <summary>Nothing arrives from now on; new connections are not answered either.</summary>
    public void Break() => whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was on its way arrives after all, as packets do that are sent again.</summary>
    public void Mend() => whole.TrySetResult();

    public void Dispose()
    {
        Mend();
        listener.Dispose();
    }

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
        using var server = new TcpClient();
        using var _ = client;
        try
        {
            await whole.Task;
            await server.ConnectAsync(IPAddress.Loopback, serverPort);
            (client.NoDelay, server.NoDelay) = (true, true);
            await Task.WhenAny(CarryAsync(client.GetStream(), server.GetStream()), CarryAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException) { }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65_536];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            var lag = Interlocked.Read(ref lagMs);
            if (lag > 0) await Task.Delay(TimeSpan.FromMilliseconds(lag));
            await whole.Task;
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
        // Also the end of a connection is news that does not pass a broken wire.
        await whole.Task;
    }

    private static TaskCompletionSource Whole()
    {
        var whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        whole.SetResult();
        return whole;
    }
}
