using Granary.Grains;
using Granary.Journal;

namespace Granary.Silo;

/// <summary>How a host is set up. The defaults need nothing but a folder.</summary>
public sealed class SiloOptions
{
    /// <summary>Where the embedded journal (SQLite) and the sandbox's secret live.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>An Npgsql connection string; null for the embedded journal.</summary>
    public string? Postgres { get; set; }

    /// <summary>Opens the sandbox's custodians and lets the business clock be advanced.</summary>
    public bool Sandbox { get; set; } = true;

    /// <summary>The partner banks, by the name that the API uses. A number, once used, stays with its bank.</summary>
    public IReadOnlyDictionary<string, long> Custodians { get; set; } = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["icbc"] = 1,
        ["ceb"] = 2,
        ["cgb"] = 3,
        ["cmbc"] = 4,
    };

    /// <summary>What this host is called among the others.</summary>
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>How long a host that was told to stop still serves, so that the proxy in front notices that it is no longer ready.</summary>
    public TimeSpan DrainGrace { get; set; }

    /// <summary>Sizes of queues and batches of the journal. It closes within seconds: a host that leaves has half a minute for everything.</summary>
    public JournalOptions Journal { get; set; } = new(StopMs: (int)DrainSteps.JournalWithin.TotalMilliseconds);

    /// <summary>How patient webhooks are.</summary>
    public WebhookOptions Webhooks { get; set; } = new();

    /// <summary>How long an owner that nobody calls stays in memory.</summary>
    public TimeSpan IdleOwnerAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a caller waits for a grain; null for what suits one host, or a cluster.</summary>
    public TimeSpan? ResponseTimeout { get; set; }

    /// <summary>
    /// Traces go along with calls between grains. With Orleans every call then passes two filters, so it is only when somebody will look at the traces.
    /// </summary>
    public bool CarriesTraces { get; set; } = TraceExport.IsWanted(Environment.GetEnvironmentVariable);

    /// <summary>The cluster of several Orleans silos that this one belongs to; without a connection it stands alone.</summary>
    public ClusterOptions Cluster { get; } = new();

    /// <summary>
    /// In a cluster, calls that were under way to a silo that dies wait out this time, so it is short; alone, nobody can die but the caller.
    /// </summary>
    internal TimeSpan ResponseTimeoutOrUsual => ResponseTimeout ?? TimeSpan.FromSeconds(Cluster.Connection is null ? 30 : 3);
}

/// <summary>A place in a cluster of Orleans silos. Only <c>Actors=Orleans</c> has clusters.</summary>
public sealed class ClusterOptions
{
    /// <summary>An Npgsql connection string to a database that holds Orleans' own tables; null for no cluster.</summary>
    public string? Connection { get; set; }

    /// <summary>The IP address, or a name that resolves to it, at which the other silos reach this one.</summary>
    public string Address { get => address ?? "127.0.0.1"; set => address = value; }

    public int SiloPort { get => siloPort ?? 11_111; set => siloPort = value; }

    public int GatewayPort { get => gatewayPort ?? 30_000; set => gatewayPort = value; }

    /// <summary>Somebody said where this silo is.</summary>
    internal bool IsDescribed => (address, siloPort, gatewayPort) is not (null, null, null);

    private string? address;
    private int? siloPort, gatewayPort;
}
