using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Granary.Cli.Http;

/// <summary>
/// One keep-alive connection with one request under way. A raw socket and not HttpClient, because load, server and database share the same
/// few cores: what the load spends, the server lacks.
/// </summary>
public sealed class HttpConnection(IPEndPoint server) : IDisposable
{
    private readonly ResponseParser parser = new();
    private byte[] buffer = new byte[8 * 1024];
    private Socket? socket;
    private long askedAt;

    /// <summary>Sends the request and waits for its answer; connects first when needed. Never throws for a broken connection.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Answer> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        Volatile.Write(ref askedAt, Stopwatch.GetTimestamp());
        try
        {
            var connected = socket ?? await ConnectAsync();
            for (var sent = 0; sent < request.Length;) sent += await connected.SendAsync(request[sent..], SocketFlags.None);
            return await ReceiveAsync(connected);
        }
        catch (Exception broken) when (broken is SocketException or InvalidDataException or ObjectDisposedException)
        {
            Drop();
            return Answer.Unknown;
        }
        finally
        {
            Volatile.Write(ref askedAt, 0);
        }
    }

    /// <summary>Breaks the connection when its request is older than this; called by a watcher, because a timer per request costs more.</summary>
    public void BreakIfOlderThan(TimeSpan age)
    {
        var asked = Volatile.Read(ref askedAt);
        if (asked != 0 && Stopwatch.GetElapsedTime(asked) > age) socket?.Dispose();
    }

    public void Dispose() => Drop();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer> ReceiveAsync(Socket connected)
    {
        parser.Reset();
        var length = 0;
        do
        {
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var received = await connected.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None);
            if (received == 0) throw new InvalidDataException("closed in the middle of a response");
            length += received;
        }
        while (!parser.TryComplete(buffer.AsSpan(0, length)));
        if (parser.Closes) Drop();
        return new Answer(parser.Status, parser.Replayed, buffer.AsMemory(parser.Body));
    }

    private async ValueTask<Socket> ConnectAsync()
    {
        var connecting = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // Known before it is connected, so that the watcher can also end a connect that hangs.
        socket = connecting;
        await connecting.ConnectAsync(server);
        return connecting;
    }

    private void Drop()
    {
        socket?.Dispose();
        socket = null;
    }
}
