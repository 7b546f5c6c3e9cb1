using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>
/// Several hosts over one PostgreSQL, and HAProxy in front of them as it is deployed. Where silos can form a cluster, three
/// silos and two API hosts; else three co-hosted programs that know each other only by the journal.
/// </summary>
internal sealed class Besieged : IBesieged, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly int drainGraceSeconds;
    private HaproxyServer proxy = null!;

    private Besieged(PostgresServer postgres, Func<string, string, string>? wire, Func<string, Machine>? place, int drainGraceSeconds, Action<string> output)
    {
        (Postgres, this.drainGraceSeconds) = (postgres, drainGraceSeconds);
        Cluster = new GranaryCluster(postgres, IsCluster) { Output = said => Quote(said, output), Wire = wire, Place = place };
    }

    public static bool IsCluster { get; } = OrleansSql.MissingBecause is null;

    public string Shape => IsCluster ? "3 silos, 2 API hosts" : $"3 co-hosted programs on {(Programs.IsOrleans ? "Orleans" : "Embedded")}";

    /// <summary>Those that have grains.</summary>
    public static IReadOnlyList<string> Hosts { get; } = IsCluster ? ["silo-1", "silo-2", "silo-3"] : ["one", "two", "three"];

    /// <summary>Those that clients are sent to.</summary>
    public static IReadOnlyList<string> Entrances { get; } = IsCluster ? ["api-1", "api-2"] : Hosts;

    public static IEnumerable<string> All => Hosts.Union(Entrances);

    public PostgresServer Postgres { get; }

    public GranaryCluster Cluster { get; }

    public Store Store => Cluster.Store;

    public GranaryClient Client(string role) => new(proxy.Url, Cluster.KeyOf(role));

    /// <param name="wire">See <see cref="GranaryCluster.Wire"/>.</param>
    /// <param name="place">See <see cref="GranaryCluster.Place"/>.</param>
    public static async Task<Besieged> StartAsync(
        PostgresServer postgres, Action<string> output, Func<string, string, string>? wire = null, int drainGraceSeconds = 0,
        Func<string, Machine>? place = null)
    {
        var besieged = new Besieged(postgres, wire, place, drainGraceSeconds, output);
        try
        {
            // One makes the schema; the others find it.
            await besieged.StartAsync(Hosts[0]);
            await besieged.StartAsync(All.Skip(1));
            besieged.proxy = new HaproxyServer([.. Entrances.Select(name => $"127.0.0.1:{besieged.Cluster.HttpPortOf(name)}")]);
            await besieged.UntilReadyAsync();
            return besieged;
        }
        catch
        {
            await besieged.DisposeAsync();
            throw;
        }
    }

    public Task StartAsync(string name) =>
        !IsCluster ? Cluster.StartHostAsync(name, drainGraceSeconds)
        : Hosts.Contains(name) ? Cluster.StartSiloAsync(name)
        : Cluster.StartApiAsync(name, drainGraceSeconds);

    public async Task RestartAsync(string name)
    {
        Cluster.Forget(name);
        await StartAsync(name);
    }

    public Task StartAsync(IEnumerable<string> names) => Task.WhenAll(names.Select(StartAsync));

    public Task UntilReadyAsync() => Wait.UntilAsync(async () =>
    {
        foreach (var host in Hosts) await http.GetStringAsync(UrlOf(host, "/health/ready"));
        return await proxy.SendsToAsync(http, Enumerable.Range(0, Entrances.Count));
    }, Patience, "all hosts ready");

    /// <summary>The sum of a metric over these hosts.</summary>
    public async Task<double> MetricAsync(IEnumerable<string> hosts, string name)
    {
        var sum = 0.0;
        foreach (var host in hosts) sum += await MetricAsync(host, name);
        return sum;
    }

    /// <summary>The sum of a metric of one host, over all its labels.</summary>
    public async Task<double> MetricAsync(string host, string name)
    {
        var page = await http.GetStringAsync(UrlOf(host, "/metrics"));
        return page.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{')
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        proxy?.Dispose();
        await Cluster.DisposeAsync();
        http.Dispose();
    }

    // Only what is out of the ordinary; a campaign starts programs by the hundred.
    private static void Quote(string said, Action<string> output)
    {
        string[] usual = ["key ", "ready ", "runtime "];
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !usual.Any(start => line.StartsWith(start, StringComparison.Ordinal))).ToList();
        if (lines.Count > 1) output(string.Join('\n', lines.Count <= 40 ? lines : [.. lines.Take(20), $"... {lines.Count - 40} lines ...", .. lines.TakeLast(20)]));
    }

    private Uri UrlOf(string host, string path) => new($"http://127.0.0.1:{Cluster.HttpPortOf(host)}{path}");
}
