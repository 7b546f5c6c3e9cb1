using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>A network that swallows packets, between machines each of which is a network namespace. Nothing is refused or reset: silence is all there is.</summary>
public sealed class PartitionCampaigns(ITestOutputHelper output)
{
    private const string Database = "database";
    private const int RoundsInLongForm = 20;

    // HAProxy waits so long for a host and then answers itself.
    private static readonly TimeSpan AttemptMax = TimeSpan.FromSeconds(40);

    [ClusterNetworkFact]
    public Task A_silo_cut_off_from_the_other_silos_is_voted_out_and_writes_nothing_stale() => SurviveAsync(
        seed: 20261241, felt: TimeSpan.Zero,
        (besieged, network, _) => new OneSiloVotedOut(besieged, network, TimeSpan.FromSeconds(Campaign.IsLong ? 30 : 10)));

    [NetworkFact]
    public async Task A_host_cut_off_from_PostgreSQL_without_a_word_is_survived()
    {
        var cut = TimeSpan.FromSeconds(Campaign.IsLong ? 40 : 10);
        await SurviveAsync(
            seed: 20261242, felt: TimeSpan.FromSeconds(10) - Traffic.PauseMax, (_, network, _) => new OneHostCutOff(network, _ => [Database], cut));
    }

    [NetworkFact]
    public async Task A_host_that_loses_packets_and_is_far_from_PostgreSQL_is_only_slow()
    {
        var lag = TimeSpan.FromMilliseconds(200);
        await SurviveAsync(
            seed: 20261243, felt: 2 * lag,
            (_, network, wire) => new OneHostOnBadLink(network, Besieged.Hosts[0], wire, percent: 5, lag, TimeSpan.FromSeconds(Campaign.IsLong ? 30 : 8)));
    }

    /// <param name="felt">So long somebody must have waited in each round, else the fault met nobody.</param>
    private async Task SurviveAsync(int seed, TimeSpan felt, Func<Besieged, PrivateNetwork, LaggingProxy, IFault> fault)
    {
        using var network = new PrivateNetwork();
        using var postgres = new PostgresServer();
        // The first host has a wire to PostgreSQL that is its own.
        using var wire = new LaggingProxy(network[Database], port: 0, Machine.Here, postgres.Port);
        using var shared = new LaggingProxy(network[Database], port: 0, Machine.Here, postgres.Port);
        await using var besieged = await Besieged.StartAsync(
            postgres, output.WriteLine, place: name => network[name],
            wire: (name, straight) => straight
                .Replace("Host=127.0.0.1", $"Host={network[Database].Address}", StringComparison.Ordinal)
                .Replace($"Port={postgres.Port}", $"Port={(name == Besieged.Hosts[0] ? wire : shared).Port}", StringComparison.Ordinal));
        await using var campaign = await Campaign.BeginAsync(besieged, seed, output);
        await campaign.SurviveAsync(fault(besieged, network, wire), RoundsInLongForm);
        Assert.All(campaign.LongestWaits, wait => Assert.True(wait >= felt, $"nobody waited longer than {wait}"));
        Assert.True(campaign.LongestAttempt <= AttemptMax, $"somebody had no answer at all for {campaign.LongestAttempt}");
    }
}

/// <summary>A test that is skipped, with the reason, where silos cannot form a cluster or there can be no private network.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterNetworkFactAttribute : FactAttribute
{
    public ClusterNetworkFactAttribute() => Skip = OrleansSql.MissingBecause ?? PrivateNetwork.MissingBecause ?? HaproxyServer.MissingBecause;
}
