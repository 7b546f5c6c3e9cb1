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

    /// <summary>Address of the silo in a cluster of several machines.</summary>
    public string SiloAddress { get; set; } = "127.0.0.1";

    public int SiloPort { get; set; } = 11_111;

    public int GatewayPort { get; set; } = 30_000;
}
