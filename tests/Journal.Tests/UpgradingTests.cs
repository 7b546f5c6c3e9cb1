using Granary.Fixtures;
using Granary.Journal.Postgres;
using Npgsql;

namespace Granary.Journal.Tests;

/// <summary>An upgrade of the schema takes as long as it takes.</summary>
[Collection("postgres")]
public sealed class UpgradingOnPostgres(PostgresServer server)
{
    [PostgresFact]
    public async Task A_step_that_takes_longer_than_any_command_may_is_waited_for()
    {
        var database = server.CreateDatabase();
        await using var other = new NpgsqlConnection(database + ";Pooling=false");
        await other.OpenAsync();
        // Another process upgrades, and holds what every upgrade begins with.
        await RunAsync("select pg_advisory_lock(x'6772616E617279'::bigint)");
        await using var store = new PostgresJournalStore(new PostgresOptions(database, CommandTimeoutMs: 1_000));
        var opening = store.OpenAsync(CancellationToken.None).AsTask();
        await RunAsync("select pg_sleep(3)");
        Assert.False(opening.IsCompleted);
        await RunAsync("select pg_advisory_unlock_all()");
        await opening;
        Assert.Equal(4, store.PartitionCount);

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, other);
            await command.ExecuteNonQueryAsync();
        }
    }
}
