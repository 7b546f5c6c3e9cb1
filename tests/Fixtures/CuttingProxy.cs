using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Granary.Fixtures;

/// <summary>
/// Stands between a client and PostgreSQL and cuts the wire at a chosen moment: before the server hears of a request, or after the server
/// has carried it out and before the client hears of that.
/// </summary>
public sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int serverPort;
    private volatile Cut next;
    private volatile string cutOnly = "";

    public CuttingProxy(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        _ = AcceptAsync();
    }

    private enum Cut { Nothing, Request, Answer, Refused }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What a client sends next never reaches the server.</summary>
    public void CutNextRequest() => next = Cut.Request;

    /// <summary>What a client sends next is carried out, but its answer is lost.</summary>
    public void CutNextAnswer() => next = Cut.Answer;

    /// <summary>Cuts only on wires of this application, as its connections call it.</summary>
    public void CutOnly(string application) => cutOnly = application;

    /// <summary>Nobody gets through until <see cref="LetThrough"/>.</summary>
    public void Refuse() => next = Cut.Refused;

    public void LetThrough() => next = Cut.Nothing;

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
        using var server = new TcpClient();
        using var _ = client;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort);
            var wire = new Wire(client.GetStream(), server.GetStream());
            await Task.WhenAny(RequestsAsync(wire), AnswersAsync(wire));
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException) { }
    }

    private async Task RequestsAsync(Wire wire)
    {
        var buffer = new byte[65_536];
        while (await wire.Client.ReadAsync(buffer) is > 0 and var count)
        {
            // The first of a wire says who calls.
            wire.Caller ??= Encoding.ASCII.GetString(buffer, 0, count);
            if (next == Cut.Refused) return;
            var cut = wire.Caller.Contains(cutOnly, StringComparison.Ordinal) ? Interlocked.Exchange(ref next, Cut.Nothing) : Cut.Nothing;
            if (cut == Cut.Request) return;
            if (cut == Cut.Answer) wire.IsAnswerCut = true;
            await wire.Server.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task AnswersAsync(Wire wire)
    {
        var head = new byte[5];
        while (true)
        {
            await wire.Server.ReadExactlyAsync(head);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
            await wire.Server.ReadExactlyAsync(body);
            if (wire.IsAnswerCut)
            {
                // "Ready for query": the server has done everything it was asked, the commit included.
                if (head[0] == (byte)'Z') return;
                continue;
            }
            await wire.Client.WriteAsync(head);
            await wire.Client.WriteAsync(body);
        }
    }

    private sealed class Wire(NetworkStream client, NetworkStream server)
    {
        internal NetworkStream Client { get; } = client;

        internal NetworkStream Server { get; } = server;

        internal string? Caller { get; set; }

        internal volatile bool IsAnswerCut;
    }
}
