using Granary.Journal.Rows;
using Npgsql;

namespace Granary.Journal.Postgres;

/// <summary>Brings the schema up to date and says how many partitions it was created with.</summary>
internal static class PostgresSchema
{
    // "granary" in ASCII: every process that opens the journal queues here.
    private const long LockKey = 0x6772616E617279;

    internal static async Task<int> UpgradeAsync(NpgsqlDataSource source, int partitionCountAtCreation, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        // A role that may only write or only read opens what its owner has migrated; it could not even ask for the tables to be made.
        if (await CurrentAsync(connection, cancellation).ConfigureAwait(false) is { } current) return current;
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockKey})", cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection,
            "create table if not exists schema_version (version integer primary key, name text not null, at timestamptz not null default now())",
            cancellation).ConfigureAwait(false);
        var applied = await NumberAsync(connection, "select coalesce(max(version), 0) from schema_version", cancellation).ConfigureAwait(false);
        foreach (var script in SchemaScript.After(applied, folder: "Postgres"))
        {
            await ExecuteAsync(connection, script.Sql, cancellation).ConfigureAwait(false);
            await ExecuteAsync(connection, $"insert into schema_version (version, name) values ({script.Version}, '{script.Name}')", cancellation)
                .ConfigureAwait(false);
        }
        await ExecuteAsync(connection,
            $"""
            insert into journal_setting (partition_count) values ({partitionCountAtCreation}) on conflict do nothing;
            insert into journal_head (partition, position, chain)
            select p, 0, '\x{Convert.ToHexString(BatchChain.Genesis)}' from journal_setting, generate_series(0, partition_count - 1) p
            on conflict do nothing
            """, cancellation).ConfigureAwait(false);
        var partitionCount = await NumberAsync(
            connection, "select partition_count::integer from journal_setting", cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return partitionCount;
    }

    // The partition count when there is nothing left to do; null when there is.
    private static async Task<int?> CurrentAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await NumberAsync(connection, "select case when to_regclass('schema_version') is null then 0 else 1 end", cancellation).ConfigureAwait(false) == 0) return null;
        var applied = await NumberAsync(connection, "select coalesce(max(version), 0) from schema_version", cancellation).ConfigureAwait(false);
        if (applied == 0 || SchemaScript.After(applied, folder: "Postgres").Count > 0) return null;
        return await NumberAsync(connection, "select partition_count::integer from journal_setting", cancellation).ConfigureAwait(false);
    }

    // The texts come from our own resources and numbers only, never from a request.
#pragma warning disable CA2100
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // As long as it takes: an index on a large journal takes minutes, and whoever waits for another one's upgrade waits as long.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<int> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }
#pragma warning restore CA2100
}
