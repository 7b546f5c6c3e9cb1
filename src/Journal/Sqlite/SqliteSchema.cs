using System.Globalization;
using Granary.Journal.Rows;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

/// <summary>Brings the schema of the file up to date and says how many partitions it was created with.</summary>
internal static class SqliteSchema
{
    internal static int Upgrade(SqliteConnection connection, int partitionCountAtCreation)
    {
        // Immediate: the one writer's lock from the start, so that processes that open the same file at once queue here.
        using var transaction = connection.BeginTransaction(deferred: false);
        Execute(connection, transaction,
            "create table if not exists schema_version " +
            "(version integer primary key, name text not null, at text not null default current_timestamp) strict");
        var applied = (long)Scalar(connection, transaction, "select coalesce(max(version), 0) from schema_version");
        foreach (var script in SchemaScript.After((int)applied, folder: "Sqlite"))
        {
            Execute(connection, transaction, script.Sql);
            Execute(connection, transaction, $"insert into schema_version (version, name) values ({script.Version}, '{script.Name}')");
        }
        Execute(connection, transaction,
            $"""
            insert into journal_setting (only_row, partition_count) values (1, {partitionCountAtCreation}) on conflict do nothing;
            with recursive p (partition) as (select 0 union all select partition + 1 from p
                where partition + 1 < (select partition_count from journal_setting))
            insert into journal_head (partition, position, chain)
            select partition, 0, x'{Convert.ToHexString(BatchChain.Genesis)}' from p where true on conflict do nothing
            """);
        var partitionCount = Convert.ToInt32(
            Scalar(connection, transaction, "select partition_count from journal_setting"), CultureInfo.InvariantCulture);
        transaction.Commit();
        return partitionCount;
    }

    // The texts come from our own resources and numbers only, never from a request.
#pragma warning disable CA2100
    internal static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = new SqliteCommand(sql, connection, transaction);
        command.ExecuteNonQuery();
    }

    private static object Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = new SqliteCommand(sql, connection, transaction);
        return command.ExecuteScalar()!;
    }
#pragma warning restore CA2100
}
