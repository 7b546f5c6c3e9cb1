using System.Text.Json.Nodes;
using Granary.Fixtures;
using Npgsql;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary><c>GET /v1/cluster</c> says who is hot, what waits, which feed is behind and who has fallen silent: what operators are sent to look at.</summary>
public sealed class ClusterPageTests(ITestOutputHelper output)
{
    private const int Users = 16, Hot = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task It_shows_the_hot_the_waiting_the_late_and_the_silent()
    {
        using var postgres = new PostgresServer();
        await using var cluster = new GranaryCluster(postgres, isOrleans: false) { Output = output.WriteLine };
        await cluster.StartHostAsync("one");
        await cluster.StartHostAsync("two");
        using var sandbox = cluster.Client("one", "sandbox");
        using var bank = cluster.Client("one", "bank");
        Assert.True((await sandbox.PutAsync("/v1/merchants/1")).IsSuccess);
        for (var user = 1; user <= Users; user++)
        {
            Assert.True((await sandbox.PutAsync($"/v1/users/{user}")).IsSuccess);
            var deposit = $$"""{"user":"{{user}}","amountMinor":1000000,"currency":"CNY","bankReference":"first-{{user}}"}""";
            Assert.True((await bank.PostAsync("/v1/custody/icbc/deposits", deposit, $"first-{user}")).IsSuccess);
        }

        await Wait.UntilAsync(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(n => PayAsync(sandbox, n % 2 == 0 ? Hot : (n % Users) + 1)));
            return (string?)(await HostAsync(cluster, "one"))["hottest"]!.AsArray().FirstOrDefault()?["owner"] == $"user-{Hot}";
        }, Patience, "the payer of every second payment is the hottest");

        await using (await HoldAsync(cluster, "select from journal_head for update"))
        {
            var waiting = Enumerable.Range(1, Users).Select(user => PayAsync(sandbox, user)).ToList();
            await Wait.UntilAsync(async () => (await HostAsync(cluster, "one"))["journalQueue"]!.AsArray().Sum(entries => (int)entries!) > 0, Patience, "entries wait for the heads");
            Assert.Contains(waiting, payment => !payment.IsCompleted);
        }
        await UntilFeedsAsync(cluster, feed => (long?)feed["lagEntries"] == 0, sandbox, "all feeds have come to the end");

        // A feed that has nothing to bring keeps its cursor, and here it cannot.
        await using (await HoldAsync(cluster, "select from feed_cursor where reader = 'feed' for update"))
        {
            await UntilFeedsAsync(cluster, feed => (long?)feed["lagEntries"] > 0, sandbox, "the feeds are behind");
        }
        await UntilFeedsAsync(cluster, feed => (long?)feed["lagEntries"] == 0, sandbox, "all feeds have come to the end");

        Assert.Equal("ready", (string?)(await HostAsync(cluster, "two"))["state"]);
        cluster.Kill9("two");
        await Wait.UntilAsync(async () => (string?)(await HostAsync(cluster, "two"))["state"] == "silent", Patience, "the killed host is silent");
        Assert.Equal("ready", (string?)(await HostAsync(cluster, "one"))["state"]);
    }

    private static async Task<JsonNode> HostAsync(GranaryCluster cluster, string name) => (await cluster.HostsAsync("one"))[name];

    // Each partition has somebody who pays, so that each feed has something to do.
    private static Task UntilFeedsAsync(GranaryCluster cluster, Func<JsonNode, bool> holds, GranaryClient sandbox, string what) => Wait.UntilAsync(async () =>
    {
        using var auditor = cluster.Client("one", "auditor");
        if (what.Contains("behind", StringComparison.Ordinal)) await Task.WhenAll(Enumerable.Range(1, Users).Select(user => PayAsync(sandbox, user)));
        await Task.Delay(500);
        return (await auditor.GetAsync("/v1/cluster"))["feeds"]!.AsArray().All(feed => holds(feed!));
    }, Patience, what);

    private static async Task PayAsync(GranaryClient sandbox, int user)
    {
        var reply = await sandbox.PostAsync($"/v1/users/{user}/payments", """{"merchant":"1","amountMinor":1,"currency":"CNY","scene":"mall"}""", $"{Guid.NewGuid():N}");
        Assert.True(reply.Status is 201 or 503, $"{reply}");
    }

    private static async Task<IAsyncDisposable> HoldAsync(GranaryCluster cluster, string locks)
    {
        var connection = new NpgsqlConnection(cluster.Store.Postgres + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"begin; {locks}", connection);
        await command.ExecuteNonQueryAsync();
        // The locks end with the session.
        return connection;
    }
}
