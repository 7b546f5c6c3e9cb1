using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>What a database does on its bad days. The hosts say 503 and when to come again, nothing false, and heal by themselves.</summary>
public sealed class StoreCampaigns(ITestOutputHelper output)
{
    private const int RoundsInLongForm = 20;

    // Longer than anybody waits when nothing is wrong.
    private static readonly TimeSpan NoticeableWait = TimeSpan.FromSeconds(3);

    [SmallDiskFact]
    public async Task A_full_disk_below_PostgreSQL_is_survived()
    {
        using var disk = new SmallDisk(megabytes: 256);
        using var postgres = PostgresServer.On(disk, onlyWal: false);
        await SurviveAsync(seed: 20261221, postgres, _ => new DiskFull(postgres, disk, TimeSpan.FromSeconds(4)));
    }

    [SmallDiskFact]
    public async Task A_full_disk_below_the_WAL_is_survived()
    {
        using var disk = new SmallDisk(megabytes: 96);
        using var postgres = PostgresServer.On(disk, onlyWal: true);
        await SurviveAsync(seed: 20261222, postgres, _ => new DiskFull(postgres, disk, TimeSpan.FromSeconds(5), isWal: true));
    }

    [SmallDiskFact]
    public async Task A_full_disk_below_SQLite_is_survived()
    {
        using var disk = new SmallDisk(megabytes: 64);
        using var store = new Store(folder: Path.Combine(disk.Folder, "data"));
        using var granary = await GranaryProcess.StartAsync(store);
        using var alone = new Alone(store, granary);
        using var own = new Store();
        await using var campaign = await Campaign.BeginAsync(alone, seed: 20261223, output, own.Folder);
        await campaign.SurviveAsync(new DiskFull(postgres: null, disk, TimeSpan.FromSeconds(3)), RoundsInLongForm);
        Assert.NotEqual(0, campaign.FeltCount);
    }

    [HaproxyFact]
    public async Task A_server_without_connections_to_give_is_survived()
    {
        using var postgres = PostgresServer.With("max_connections=100");
        await SurviveAsync(seed: 20261224, postgres, _ => new ConnectionsExhausted(postgres, TimeSpan.FromSeconds(4)));
    }

    [HaproxyFact]
    public async Task Commits_that_take_two_seconds_make_answers_slow_and_not_wrong()
    {
        using var postgres = new PostgresServer();
        await SurviveAsync(seed: 20261225, postgres, besieged => new HeadsHeld(besieged.Store.Postgres!, TimeSpan.FromSeconds(2), times: 3), waits: TimeSpan.FromSeconds(2) - Traffic.PauseMax);
    }

    [HaproxyFact]
    public async Task Locks_that_are_waited_for_in_vain_are_survived()
    {
        using var postgres = new PostgresServer();
        // Longer than a statement may take; in the long form longer than a caller waits for a grain.
        var held = TimeSpan.FromSeconds(Campaign.IsLong ? 40 : 17);
        await SurviveAsync(seed: 20261226, postgres, besieged => new HeadsHeld(besieged.Store.Postgres!, held, times: 1), waits: held - Traffic.PauseMax);
    }

    [HaproxyFact]
    public async Task A_database_that_may_only_be_read_is_survived()
    {
        using var postgres = new PostgresServer();
        await SurviveAsync(seed: 20261227, postgres, _ => new DatabaseReadOnly(postgres, TimeSpan.FromSeconds(4)));
    }

    [WireFact]
    public Task A_host_cut_off_from_PostgreSQL_is_survived() => OnBadWireAsync(seed: 20261228, broken: TimeSpan.FromSeconds(Campaign.IsLong ? 30 : 10), lag: TimeSpan.Zero);

    [WireFact]
    public Task A_host_far_from_PostgreSQL_is_only_slow() => OnBadWireAsync(seed: 20261229, broken: TimeSpan.FromSeconds(5), lag: TimeSpan.FromMilliseconds(200));

    private async Task OnBadWireAsync(int seed, TimeSpan broken, TimeSpan lag)
    {
        using var postgres = new PostgresServer();
        using var wire = new LaggingProxy(postgres.Port);
        await SurviveAsync(
            // A commit there takes two journeys; one that the wire swallowed ends after the statement's 15 s, if the wire is not mended before.
            seed, postgres, _ => new WireBad(wire, broken, lag), lag > TimeSpan.Zero ? 2 * lag : TimeSpan.FromSeconds(Math.Min(broken.TotalSeconds, 15)) - Traffic.PauseMax,
            (name, straight) => name == Besieged.Hosts[0] ? straight.Replace($"Port={postgres.Port}", $"Port={wire.Port}", StringComparison.Ordinal) : straight);
    }

    /// <param name="waits">So long the fault makes somebody wait for his answer in each round, at least; null for one that makes hosts say 503.</param>
    private async Task SurviveAsync(
        int seed, PostgresServer postgres, Func<Besieged, IFault> fault, TimeSpan? waits = null, Func<string, string, string>? wire = null)
    {
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine, wire);
        await using var campaign = await Campaign.BeginAsync(besieged, seed, output);
        await campaign.SurviveAsync(fault(besieged), RoundsInLongForm);
        // Else the fault missed, and nothing was shown. Whoever came first waited for the whole of it, but for his own pause before.
        if (waits is null) Assert.True(campaign.FeltCount > 0 || campaign.LongestWaits.All(wait => wait > NoticeableWait), "nobody noticed");
        else Assert.All(campaign.LongestWaits, wait => Assert.True(wait >= waits, $"nobody waited longer than {wait}"));
    }
}

/// <summary>A test of a wire that a proxy plays. The short form leaves it out where <see cref="PartitionCampaigns"/> has a network that really swallows packets.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WireFactAttribute : FactAttribute
{
    public WireFactAttribute() => Skip = HaproxyServer.MissingBecause ?? PostgresServer.MissingBecause
        ?? (Campaign.IsLong || PrivateNetwork.MissingBecause is not null ? null : "PartitionCampaigns does the same with a real network");
}
