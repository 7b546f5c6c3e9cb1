using Granary.Fixtures;
using Granary.Journal.Postgres;

namespace Granary.Journal.Tests;

/// <summary>A server that acknowledges only what a standby has too, and a standby that is not there.</summary>
public sealed class StandbyTests
{
    [PostgresFact]
    public async Task A_commit_that_the_standby_does_not_have_is_acknowledged_by_nobody_until_it_has_or_need_not_have()
    {
        using var server = new PostgresServer();
        var store = new PostgresJournalStore(new PostgresOptions(server.CreateDatabase(), CommandTimeoutMs: 2_000));
        await using var journal = await GroupCommitJournal.OpenAsync(store, new JournalOptions(), TimeProvider.System);
        var opened = Given.Opened(Given.User(1));
        Set(server, "alter system set synchronous_standby_names = 'nobody'");
        await UntilSetAsync(server, "nobody");

        var result = await journal.AppendAsync([opened]);

        // It is committed here, so everybody can see it; that is not what the operator calls durable.
        Assert.IsType<AppendResult.Unknown>(result);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.FindAsync([opened.CommandId]).AsTask());
        Assert.IsNotType<AppendResult.Duplicate>(await journal.AppendAsync([opened]));

        Set(server, "alter system reset synchronous_standby_names");
        await UntilSetAsync(server, "");
        Assert.Equal(opened.CommandId, Assert.Single(await journal.FindAsync([opened.CommandId])).Entry.CommandId);
        Assert.IsType<AppendResult.Duplicate>(await journal.AppendAsync([opened]));
    }

    private static void Set(PostgresServer server, string sql)
    {
        server.Execute(sql);
        server.Execute("select pg_reload_conf()");
    }

    private static async Task UntilSetAsync(PostgresServer server, string names)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (PostgresServer.Number(server.ConnectionString("postgres"), $"select count(*) from pg_settings where name = 'synchronous_standby_names' and setting = '{names}'") == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }
}
