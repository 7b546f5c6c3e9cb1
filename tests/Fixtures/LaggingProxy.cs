using System.Net;
using System.Net.Sockets;

namespace Granary.Fixtures;

/// <summary>A wire on which everything takes its time, or does not arrive at all until the wire is mended; nobody is told.</summary>
public sealed class LaggingProxy : IDisposable
{
    private readonly Socket listening;
    private readonly Func<Socket> server;
    private readonly IPEndPoint at;
    private volatile TaskCompletionSource whole = Whole();
    private long lagMs, delayed;

    public LaggingProxy(int serverPort) : this(Machine.Here, port: 0, Machine.Here, serverPort) { }

    /// <summary>A wire from one machine to another, each of which knows it by a port of its own.</summary>
    public LaggingProxy(Machine from, int port, Machine to, int serverPort)
    {
        (server, at) = (to.NewSocket, new IPEndPoint(IPAddress.Parse(to.Address), serverPort));
        listening = from.NewSocket();
        listening.Bind(new IPEndPoint(IPAddress.Parse(from.Address), port));
        listening.Listen();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listening.LocalEndPoint!).Port;

    /// <summary>How often something was late so far, or waited for the wire to be mended.</summary>
    public long DelayedCount => Interlocked.Read(ref delayed);

    /// <summary>What is sent arrives so much later, each way.</summary>
    public void Lag(TimeSpan each) => Interlocked.Exchange(ref lagMs, (long)each.TotalMilliseconds);

    /// <summary>Nothing arrives from now on; new connections are not answered either.</summary>
    public void Break() => whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was on its way arrives after all, as packets do that are sent again.</summary>
    public void Mend() => whole.TrySetResult();

    public void Dispose()
    {
        Mend();
        listening.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listening.AcceptAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(Socket near)
    {
        using var _ = near;
        using var far = server();
        try
        {
            await whole.Task;
            await far.ConnectAsync(at);
            (near.NoDelay, far.NoDelay) = (true, true);
            using var client = new NetworkStream(near);
            using var answering = new NetworkStream(far);
            await Task.WhenAny(CarryAsync(client, answering), CarryAsync(answering, client));
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException) { }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65_536];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            var lag = Interlocked.Read(ref lagMs);
            if (lag > 0 || !whole.Task.IsCompleted) Interlocked.Increment(ref delayed);
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
