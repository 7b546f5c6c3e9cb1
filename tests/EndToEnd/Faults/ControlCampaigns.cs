using Granary.Fixtures;
using Npgsql;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>The campaigns would prove nothing if they could not see a loss. Here something is lost, and they must say so.</summary>
public sealed class ControlCampaigns(ITestOutputHelper output)
{
    [HaproxyFact]
    public async Task Control_commits_that_are_not_durable_are_caught()
    {
        using var postgres = PostgresServer.With("wal_writer_delay=10s", "full_page_writes=off");
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine, (_, straight) => $"{straight};Options=-c synchronous_commit=off");
        await using var campaign = await Campaign.BeginAsync(besieged, seed: 20261231, output);
        for (var round = 1; round <= 5; round++)
        {
            var wrongs = await campaign.RoundAsync(new EverythingKilled(besieged), round);
            if (!wrongs.Exists(IsLoss)) continue;
            output.WriteLine($"seen in round {round}: {wrongs.Count(IsLoss)} lost, such as {wrongs.Find(IsLoss)}");
            return;
        }
        Assert.Fail("five rounds without durability, and nothing was found missing: the campaign is blind");
    }

    [HaproxyFact]
    public async Task Control_a_dropped_transfer_and_an_acknowledgement_of_what_never_was_are_caught()
    {
        using var postgres = new PostgresServer();
        await using var besieged = await Besieged.StartAsync(postgres, output.WriteLine);
        await using var campaign = await Campaign.BeginAsync(besieged, seed: 20261232, output);
        Assert.Empty(await campaign.RoundAsync(new OneHostKilled(besieged), round: 1));

        var effect = new Movement("payment-made", "user-1", "cash", "merchant-1", "pending", AmountMinor: 1);
        var never = new Sent("sandbox", "/v1/users/1/payments", "{}", "never-sent", effect);
        await campaign.Records.AcknowledgeAsync(new Acknowledged(never, "00000000000000000000000000000000", "{}"));
        Assert.Contains(await campaign.InspectAsync(), wrong => IsLoss(wrong) && wrong.Contains("never-sent", StringComparison.Ordinal));

        // The youngest payment of somebody, behind the back of the trigger that keeps rows.
        var dropped = await DropAsync(besieged.Store.Postgres!);
        var (code, said) = Programs.Verify(besieged.Store);
        Assert.True(code == 1, said);
        output.WriteLine($"dropped {dropped}: {said.Split('\n')[0]}");
        Assert.Contains(await campaign.InspectAsync(), wrong => IsLoss(wrong) && !wrong.Contains("never-sent", StringComparison.Ordinal));
    }

    private static bool IsLoss(string wrong) => wrong.StartsWith("LOST", StringComparison.Ordinal);

    private static async Task<string> DropAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            set session_replication_role = replica;
            delete from journal_line where (partition, position) = (
                select partition, position from journal_line where amount_minor is not null order by at_ms desc, position desc limit 1)
            returning owner || '/' || sequence
            """, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
