using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>What operators do every week while everybody pays: restart the hosts one after the other, and the database below them.</summary>
public sealed class RestartCampaigns(ITestOutputHelper output)
{
    private const int GraceSeconds = 3;

    [HaproxyFact]
    public Task All_hosts_asked_to_leave_one_after_the_other_and_started_again_fail_nobody_who_asks_twice() =>
        RollAsync(seed: 20261211, besieged => new AllRestarted(besieged), roundsInLongForm: 40);

    [HaproxyFact]
    public async Task PostgreSQL_restarted_under_load_is_survived_by_hosts_that_nobody_touches()
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine);
        await using var campaign = await Campaign.BeginAsync(besieged, seed: 20261213, output);
        await campaign.SurviveAsync(new DatabaseRestarted(besieged), roundsInLongForm: 50);
    }

    [EarlierVersionFact]
    public Task All_hosts_rolled_back_to_the_version_before_and_forward_again_lose_nothing_and_fail_nobody_who_asks_twice() =>
        RollAsync(seed: 20261214, besieged => new AllReplaced(besieged), roundsInLongForm: 2);

    private async Task RollAsync(int seed, Func<Besieged, IFault> fault, int roundsInLongForm)
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine, drainGraceSeconds: GraceSeconds);
        await using var campaign = await Campaign.BeginAsync(besieged, seed, output);
        await campaign.SurviveAsync(fault(besieged), roundsInLongForm);
        Assert.Equal(0, campaign.RetriedTwiceCount);
    }
}
