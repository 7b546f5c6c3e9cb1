using System.Diagnostics;
using Npgsql;

namespace Granary.Deploy.Tests;

/// <summary>The hosts can append and nothing more, whatever becomes of their password.</summary>
public sealed class PostgresRoles
{
    [PostgresFact]
    public async Task A_host_runs_with_the_writers_rights_and_these_can_change_nothing_that_was_written()
    {
        using var postgres = new PostgresServer();
        Prepare(postgres);
        using var schema = new Store(ConnectionString(postgres, "granary_owner"));
        Assert.Equal(0, Programs.Migrate(schema).ExitCode);
        Prepare(postgres);

        using var store = new Store(ConnectionString(postgres, "granary_writer"));
        using (var granary = await GranaryProcess.StartAsync(store))
        {
            using var sandbox = granary.Client("sandbox");
            using var bank = granary.Client("bank");
            Assert.Equal(201, (await sandbox.PutAsync("/v1/users/1")).Status);
            Assert.Equal(201, (await sandbox.PutAsync("/v1/users/2")).Status);
            Assert.Equal(201, (await bank.PostAsync("/v1/custody/icbc/deposits", """{"user":"1","amountMinor":500,"currency":"CNY","bankReference":"r"}""", "d")).Status);
            Assert.Equal(201, (await sandbox.PostAsync("/v1/users/1/transfers", """{"to":"2","amountMinor":100,"currency":"CNY"}""", "t")).Status);
            Assert.Equal(0, granary.Stop());
        }
        // It keeps what is a cache, and with these rights also finds the journal clean.
        Assert.Equal(0, Programs.Verify(store).ExitCode);
        using (var auditor = new Store(ConnectionString(postgres, "granary_auditor"))) Assert.Equal(0, Programs.Verify(auditor).ExitCode);

        string[] forbidden =
        [
            "update journal_line set amount_minor = 1", "delete from journal_line", "truncate journal_line",
            "insert into journal_line select * from journal_line", "alter table journal_line disable trigger all", "drop table journal_line",
            "update journal_batch set chain = digest", "delete from journal_batch", "insert into journal_batch select * from journal_batch",
            "update journal_head set position = 0", "delete from journal_head", "update journal_setting set partition_count = 1",
            "insert into schema_version (version, name) values (99, 'x')", "create or replace function journal_judge(bigint[], bigint[], integer[], smallint[], uuid[]) returns bigint[] language sql as 'select $1'",
            "set session_replication_role = replica", "drop function journal_append", "create role mine",
        ];
        foreach (var sql in forbidden) Assert.Equal((sql, PostgresErrorCodes.InsufficientPrivilege), (sql, await RefusalOfAsync(postgres, "granary_writer", sql)));
        foreach (var table in (string[])["journal_line", "journal_batch", "journal_head", "snapshot", "feed_cursor", "schema_version"])
        {
            Assert.Null(await RefusalOfAsync(postgres, "granary_auditor", $"select * from {table} limit 1"));
            Assert.NotNull(await RefusalOfAsync(postgres, "granary_auditor", $"delete from {table}"));
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                await RefusalOfAsync(postgres, "granary_auditor", $"set transaction read write; delete from {table}"));
        }
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalOfAsync(postgres, "granary_auditor", "set transaction read write; create table mine (x int)"));
        // Not even the owner: only whoever takes the trigger away first.
        Assert.Equal(PostgresErrorCodes.RestrictViolation, await RefusalOfAsync(postgres, "granary_owner", "delete from journal_line"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalOfAsync(postgres, "granary_cluster", "select 1"));
    }

    private static string ConnectionString(PostgresServer server, string role) =>
        server.ConnectionString("granary").Replace("Username=postgres", $"Username={role}", StringComparison.Ordinal);

    // As compose does it, with the script it uses.
    private static void Prepare(PostgresServer server)
    {
        var start = new ProcessStartInfo("sh", [DeployFile.PathOf("postgres/prepare.sh")]) { RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(PostgresServer.ProgramPath("psql"))}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in new[] { ("PGHOST", "127.0.0.1"), ("PGPORT", $"{server.Port}"), ("PGUSER", "postgres") }) start.Environment[name] = value;
        foreach (var role in (string[])["OWNER", "WRITER", "AUDITOR", "CLUSTER"]) start.Environment[$"GRANARY_{role}_PASSWORD"] = $"pass of the {role}";
        using var psql = Process.Start(start)!;
        var errors = psql.StandardError.ReadToEnd();
        psql.WaitForExit();
        Assert.True(psql.ExitCode == 0, errors);
    }

    /// <summary>PostgreSQL's code for why not; null when it was done.</summary>
    private static async Task<string?> RefusalOfAsync(PostgresServer server, string role, string sql)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(server, role) + ";Pooling=false");
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
#pragma warning disable CA2100 // The statements are those above.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }
}
