using Npgsql;

namespace Granary.Journal.Postgres;

/// <param name="ConnectionString">Pool sizes and preparation are set by the store.</param>
/// <param name="PartitionCountAtCreation">Only read when the schema is created; afterwards the stored number counts.</param>
/// <param name="ReaderConnectionsMax">Connections for reads, besides one per partition for writing.</param>
/// <param name="CommandTimeoutMs">After this the outcome of a write is unknown and a read has failed.</param>
/// <param name="RaceRetriesMax">How often a batch is judged again that lost a race for a command id against another partition.</param>
public sealed record PostgresOptions(
    string ConnectionString,
    int PartitionCountAtCreation = 4,
    int ReaderConnectionsMax = 12,
    int CommandTimeoutMs = 15_000,
    int RaceRetriesMax = 5)
{
    /// <summary>Which database it is, for people.</summary>
    public string Place => new NpgsqlConnectionStringBuilder(ConnectionString) is var server ? $"PostgreSQL {server.Host} {server.Database}" : "";
}
