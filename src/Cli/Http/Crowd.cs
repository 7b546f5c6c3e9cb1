using System.Net;
using System.Net.Sockets;

namespace Granary.Cli.Http;

/// <summary>One caller of a crowd: its connection, its buffer, its number.</summary>
public sealed class Caller(int number, Uri server, HttpConnection connection, TimeSpan patience, TimeProvider time)
{
    public int Number { get; } = number;

    public RequestWriter Writer { get; } = new(server);

    public PatientExchange Exchange { get; } = new(connection, patience, time);

    /// <summary>Sends what the writer holds.</summary>
    public ValueTask<Answer> SendAsync(Func<Answer, bool>? isSettled = null) => Exchange.SettleAsync(Writer.Request, isSettled);
}

/// <summary>Many callers of one server at the same time, each with its own connection and one request under way.</summary>
public sealed class Crowd : IDisposable
{
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(10);
    private readonly HttpConnection[] connections;
    private readonly ITimer watch;

    private Crowd(Uri server, IPEndPoint address, int size, TimeSpan patience, TimeProvider time)
    {
        connections = [.. Enumerable.Range(0, size).Select(_ => new HttpConnection(address))];
        Callers = [.. connections.Select((connection, number) => new Caller(number, server, connection, patience, time))];
        watch = time.CreateTimer(_ => BreakStuck(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public IReadOnlyList<Caller> Callers { get; }

    /// <exception cref="SocketException">There is no such host, or nobody listens: said at once, and not after all patience.</exception>
    public static async Task<Crowd> GatherAsync(Uri server, int size, TimeSpan patience, TimeProvider time)
    {
        var addresses = await Dns.GetHostAddressesAsync(server.DnsSafeHost);
        var first = addresses.FirstOrDefault(candidate => candidate.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        var address = new IPEndPoint(first, server.Port);
        using (var knock = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)) await knock.ConnectAsync(address);
        return new Crowd(server, address, size, patience, time);
    }

    /// <summary>Every caller runs this until it returns.</summary>
    public Task EachAsync(Func<Caller, Task> act) => Task.WhenAll(Callers.Select(caller => Task.Run(() => act(caller))));

    /// <summary>The callers share the numbers from 0 among them.</summary>
    public Task ShareAsync(int count, Func<Caller, int, Task> act)
    {
        var next = -1;
        return EachAsync(async caller =>
        {
            for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next)) await act(caller, number);
        });
    }

    public void Dispose()
    {
        watch.Dispose();
        foreach (var connection in connections) connection.Dispose();
    }

    private void BreakStuck()
    {
        foreach (var connection in connections) connection.BreakIfOlderThan(AnswerTimeMax);
    }
}
