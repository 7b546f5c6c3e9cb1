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

    /// <summary>Sizes of queues and batches of the journal.</summary>
    public JournalOptions Journal { get; set; } = new();

    /// <summary>How long an owner that nobody calls stays in memory.</summary>
    public TimeSpan IdleOwnerAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a caller waits for a grain.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where a cluster of several Orleans silos keeps its membership and reminders; null for one silo that stands alone.</summary>
    public ClusterOptions? Cluster { get; set; }
}

/// <summary>One silo of a cluster. Only <c>Actors=Orleans</c> has clusters.</summary>
/// <param name="Connection">An Npgsql connection string to a database that holds Orleans' own tables.</param>
/// <param name="Address">The IP address at which the other silos reach this one.</param>
public sealed record ClusterOptions(string Connection, string Address, int SiloPort = 11_111, int GatewayPort = 30_000);
