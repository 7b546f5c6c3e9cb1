using Granary.Fixtures;
using Npgsql;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>
/// Nothing acknowledged is lost and nothing is doubled, whenever the host dies. Zero failures in n rounds bounds the rate at 3/n; with
/// <c>./test.sh --long</c> n is larger.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_host_killed_under_load_on_SQLite_loses_and_doubles_nothing()
    {
        using var store = new Store();
        await using var siege = new Siege(store, seed: 20261111, output);
        await SurviveAsync(siege, roundsInLongForm: 300, granary => granary.Kill9());
    }

    [PostgresFact]
    public async Task A_host_killed_under_load_on_PostgreSQL_loses_and_doubles_nothing()
    {
        using var postgres = new PostgresServer();
        using var store = new Store(postgres.CreateDatabase());
        await using var siege = new Siege(store, seed: 20261112, output);
        await SurviveAsync(siege, roundsInLongForm: 300, granary => granary.Kill9());
    }

    [PostgresFact]
    public async Task A_database_and_its_host_killed_together_lose_and_double_nothing()
    {
        using var postgres = new PostgresServer();
        using var store = new Store(postgres.CreateDatabase());
        await using var siege = new Siege(store, seed: 20261113, output);
        await SurviveAsync(siege, roundsInLongForm: 75, granary => KillBoth(granary, postgres));
    }

    [PostgresFact]
    public async Task Control_a_database_that_commits_before_it_writes_is_caught()
    {
        using var postgres = new PostgresServer();
        Relax(postgres);
        // The server's own setting would not do: a writer switches it on again unless its connection string says otherwise.
        using var store = new Store($"{postgres.CreateDatabase()};Options=-c synchronous_commit=off");
        // A page of the WAL that is full is written at once. Few at a time leave their last answers in one that is not.
        await using var siege = new Siege(store, seed: 20261114, output, connections: 2);
        for (var round = 0; round < 5; round++)
        {
            var wrongs = await siege.RoundAsync(granary => KillBoth(granary, postgres));
            if (!wrongs.Exists(wrong => wrong.StartsWith("LOST", StringComparison.Ordinal))) continue;
            output.WriteLine($"seen in round {round + 1}: {wrongs[0]}");
            return;
        }
        Assert.Fail("five rounds without durability, and nothing was found missing: the harness is blind");
    }

    [Fact]
    public async Task Control_an_acknowledgement_of_what_never_happened_is_caught()
    {
        using var store = new Store();
        await using var siege = new Siege(store, seed: 20261115, output);
        await SurviveAsync(siege, roundsInLongForm: 1, granary => granary.Kill9());
        var effect = new Movement("payment-made", "user-1", "cash", "merchant-1", "pending", AmountMinor: 1);
        var never = new Sent("sandbox", "/v1/users/1/payments", "{}", "never-sent", effect);
        await siege.Records.AcknowledgeAsync(new Acknowledged(never, "00000000000000000000000000000000", "{}"));
        var wrongs = await Assert.ThrowsAnyAsync<Exception>(() => SurviveAsync(siege, roundsInLongForm: 1, granary => granary.Kill9()));
        Assert.Contains("never-sent", wrongs.Message, StringComparison.Ordinal);
    }

    private async Task SurviveAsync(Siege siege, int roundsInLongForm, Action<GranaryProcess> kill)
    {
        var rounds = 0;
        foreach (var round in Campaign.Rounds(roundsInLongForm))
        {
            rounds = round;
            var wrongs = await siege.RoundAsync(kill);
            Assert.True(wrongs.Count == 0, $"round {siege.Rounds}:\n{string.Join('\n', wrongs.Take(20))}");
        }
        Assert.True(siege.Records.Acknowledged.Count > rounds * 50, "too little was acknowledged to prove anything");
        output.WriteLine($"{rounds} rounds, {siege.Records.Acknowledged.Count} acknowledged, none lost, none doubled");
    }

    private static void KillBoth(GranaryProcess granary, PostgresServer postgres)
    {
        postgres.Kill9();
        granary.Kill9();
        postgres.Start();
    }

    // Keeps commits in memory for ten seconds, so that a kill finds them there.
    private static void Relax(PostgresServer postgres)
    {
        using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        connection.Open();
        foreach (var sql in new[] { "alter system set synchronous_commit = off", "alter system set wal_writer_delay = '10s'", "alter system set full_page_writes = off", "select pg_reload_conf()" })
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
        }
    }
}
