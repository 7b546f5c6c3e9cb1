using Granary.Fixtures;
using Granary.Journal.Postgres;
using Npgsql;

namespace Granary.Journal.Tests;

/// <summary>What the lease of a feed does when its holder dies or freezes.</summary>
[NeedsPostgres, Collection("postgres")]
public sealed class FeedLeaseTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string database = server.CreateDatabase();
    private PostgresJournalStore one = null!, other = null!;

    public async Task InitializeAsync()
    {
        (one, other) = (new PostgresJournalStore(new PostgresOptions(database)), new PostgresJournalStore(new PostgresOptions(database)));
        await one.OpenAsync(default);
        await other.OpenAsync(default);
    }

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await other.DisposeAsync();
    }

    [ContractFact]
    public async Task A_leader_that_gives_no_sign_of_life_is_replaced_and_told_so()
    {
        await using var frozen = await one.TryLeadFeedAsync(0, default);
        await using var next = await TakenAsync();

        Assert.False(await frozen!.RenewAsync());
        Assert.True(await next.RenewAsync());
        Assert.Null(await one.TryLeadFeedAsync(0, default));
    }

    [ContractFact]
    public async Task A_leader_that_shows_itself_is_left_alone()
    {
        await using var leader = await one.TryLeadFeedAsync(0, default);
        using var patience = new CancellationTokenSource(IFeedLease.FrozenAfter + IFeedLease.FrozenAfter / 2);
        while (!patience.IsCancellationRequested)
        {
            Assert.True(await leader!.RenewAsync());
            Assert.Null(await other.TryLeadFeedAsync(0, default));
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    [ContractFact]
    public async Task A_leader_whose_session_the_server_ended_knows_it_lost()
    {
        await using var leader = await one.TryLeadFeedAsync(0, default);
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var kill = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'", connection);
            await kill.ExecuteNonQueryAsync();
        }

        Assert.False(await leader!.RenewAsync());
        await using var next = await TakenAsync();
        Assert.True(await next.RenewAsync());
    }

    private async Task<IFeedLease> TakenAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await other.TryLeadFeedAsync(0, patience.Token) is { } taken) return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
        }
    }
}
