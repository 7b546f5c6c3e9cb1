using Granary.Fixtures;

namespace Granary.Journal.Tests;

public abstract class HostContract(StoreHome home) : JournalContract(home)
{
    private IHostTable Hosts => (IHostTable)Store;

    [ContractFact]
    public async Task A_host_is_there_from_its_first_beat_until_it_leaves()
    {
        await BeatAsync("one", report: "first");
        await BeatAsync("two");
        await BeatAsync("one", report: "second");

        var rows = await Hosts.ReadHostsAsync(default);
        Assert.Equal(["one second", "two {}"], rows.Select(row => $"{row.Name} {row.Report}"));
        Assert.All(rows, row => Assert.InRange(row.SeenAgoMs, 0, 30_000));

        await Hosts.LeaveAsync("one", startedAtMs: 2, default);
        Assert.Equal(2, (await Hosts.ReadHostsAsync(default)).Length);
        await Hosts.LeaveAsync("one", startedAtMs: 1, default);
        Assert.Equal(["two"], (await Hosts.ReadHostsAsync(default)).Select(row => row.Name));
    }

    [ContractFact]
    public async Task A_host_hears_that_it_is_to_leave_and_its_next_life_does_not()
    {
        Assert.False(await Hosts.AskToDrainAsync("one", default));
        Assert.False((await BeatAsync("one")).IsDrainAsked);

        Assert.True(await Hosts.AskToDrainAsync("one", default));

        Assert.True((await BeatAsync("one")).IsDrainAsked);
        Assert.True((await BeatAsync("one")).IsDrainAsked);
        Assert.False((await BeatAsync("two")).IsDrainAsked);
        Assert.False((await BeatAsync("one", startedAtMs: 2)).IsDrainAsked);
    }

    [ContractFact]
    public async Task A_beat_is_answered_with_the_farthest_clock_of_the_others()
    {
        await BeatAsync("one", skippedMs: 5_000);
        Assert.Equal(5_000, (await BeatAsync("two", skippedMs: 3_000)).SkippedMs);
        await Hosts.LeaveAsync("one", startedAtMs: 1, default);
        Assert.Equal(3_000, (await BeatAsync("two", skippedMs: 3_000)).SkippedMs);
    }

    private ValueTask<HostOrders> BeatAsync(string name, long startedAtMs = 1, long skippedMs = 0, string report = "{}") =>
        Hosts.BeatAsync(name, startedAtMs, skippedMs, report, default);
}

[NeedsPostgres, Collection("postgres")]
public sealed class HostsOnPostgres(PostgresServer server) : HostContract(new PostgresHome(server));

public sealed class HostsOnSqlite() : HostContract(new SqliteHome());
