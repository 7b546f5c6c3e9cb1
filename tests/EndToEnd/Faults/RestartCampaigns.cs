using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>What operators do every week while everybody pays: restart the hosts one after the other, and the database below them.</summary>
public sealed class RestartCampaigns(ITestOutputHelper output)
{
    private const int GraceSeconds = 3;

    [HaproxyFact]
    public async Task All_hosts_asked_to_leave_one_after_the_other_and_started_again_fail_nobody_who_asks_twice()
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine, drainGraceSeconds: GraceSeconds);
        await using var campaign = await Campaign.BeginAsync(besieged, seed: 20261211, output);
        await campaign.SurviveAsync(new AllRestarted(besieged), roundsInLongForm: 40);
        Assert.Equal(0, campaign.RetriedTwiceCount);
    }

    [HaproxyFact]
    public async Task PostgreSQL_restarted_under_load_is_survived_by_hosts_that_nobody_touches()
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine);
        await using var campaign = await Campaign.BeginAsync(besieged, seed: 20261213, output);
        await campaign.SurviveAsync(new DatabaseRestarted(besieged), roundsInLongForm: 50);
    }

    [EarlierVersionFact]
    public async Task All_hosts_rolled_back_to_the_version_before_and_forward_again_lose_nothing_and_fail_nobody_who_asks_twice()
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine, drainGraceSeconds: GraceSeconds);
        await using var campaign = await Campaign.BeginAsync(besieged, seed: 20261214, output);
        await campaign.SurviveAsync(new AllReplaced(besieged), roundsInLongForm: 2);
        Assert.Equal(0, campaign.RetriedTwiceCount);
    }
}
