using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>Hosts that die while everybody pays: one of three, all of them, and the database with them.</summary>
public sealed class KillCampaigns(ITestOutputHelper output)
{
    private static readonly bool IsLong = Campaign.IsLong;
    private static readonly TimeSpan TakenOverMax = TimeSpan.FromSeconds(20);

    [HaproxyFact]
    public Task One_of_three_hosts_killed_under_load_loses_and_doubles_nothing() =>
        SurviveAsync(seed: 20261201, (besieged, _) => new OneHostKilled(besieged), roundsInLongForm: 300);

    [HaproxyFact]
    public async Task One_of_three_hosts_killed_and_not_replaced_is_taken_over_by_the_others()
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine);
        await using var campaign = await Campaign.BeginAsync(besieged, seed: 20261205, output);
        await campaign.SurviveAsync(new OneHostTakenOver(besieged, campaign), roundsInLongForm: 100);
        Assert.All(campaign.LongestWaits, wait => Assert.True(wait <= TakenOverMax, $"somebody waited {wait}"));
    }

    [HaproxyFact]
    public Task All_hosts_killed_under_load_lose_and_double_nothing() =>
        SurviveAsync(seed: 20261202, (besieged, _) => new AllHostsKilled(besieged), roundsInLongForm: 100);

    [HaproxyFact]
    public Task PostgreSQL_and_all_hosts_killed_under_load_lose_and_double_nothing() =>
        SurviveAsync(seed: 20261203, (besieged, _) => new EverythingKilled(besieged), roundsInLongForm: 100);

    [HaproxyFact]
    public Task A_frozen_host_that_wakes_writes_nothing_stale() =>
        SurviveAsync(seed: 20261204, (besieged, campaign) => new OneHostFrozen(besieged, campaign.Records, TimeSpan.FromSeconds(IsLong ? 60 : 12)), roundsInLongForm: 50);

    private async Task SurviveAsync(int seed, Func<Besieged, Campaign, IFault> fault, int roundsInLongForm)
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine);
        await using var campaign = await Campaign.BeginAsync(besieged, seed, output);
        await campaign.SurviveAsync(fault(besieged, campaign), roundsInLongForm);
    }
}
