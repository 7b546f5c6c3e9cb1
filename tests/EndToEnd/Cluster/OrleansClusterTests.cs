using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>Silos and an API host as programs of their own, over one PostgreSQL: they work together, and one of them may go.</summary>
public sealed class OrleansClusterTests(ITestOutputHelper output)
{
    private static readonly string[] Silos = ["silo-1", "silo-2", "silo-3"];

    private GranaryCluster NewCluster(PostgresServer postgres) => new(postgres, isOrleans: true) { Output = output.WriteLine };

    [ClusterFact]
    public async Task A_killed_silo_loses_nothing_and_one_that_replaces_it_joins()
    {
        using var postgres = new PostgresServer();
        await using var cluster = NewCluster(postgres);
        foreach (var silo in Silos) await cluster.StartSiloAsync(silo);
        await cluster.StartApiAsync("api-1");
        using var payers = await StartPayersAsync(cluster);
        await payers.MoreAsync(400);
        await UntilAsync(async () => (await cluster.HostsAsync("api-1")).Values.Count(host => Users(host) > 0) == 3, "users on all three silos");

        cluster.Kill9("silo-2");
        await payers.MoreAsync(400);

        await cluster.StartSiloAsync("silo-2");
        // An owner stays where it is while it is called; a new one may come to life anywhere.
        using var client = cluster.Client("api-1", "sandbox");
        foreach (var user in Enumerable.Range(1_000, 30)) await UntilAsync(async () => (await client.PutAsync($"/v1/users/{user}")).IsSuccess, $"user {user} is opened");
        await UntilAsync(async () => (await cluster.HostsAsync("api-1")).TryGetValue("silo-2", out var back) && Users(back) > 0, "users on the silo that came back");
        await EndAsync(cluster, payers);
        Assert.DoesNotContain(payers.Failures.Keys, status => status is not (0 or 503));
    }

    [ClusterFact]
    public async Task A_silo_that_is_drained_fails_no_payment()
    {
        using var postgres = new PostgresServer();
        await using var cluster = NewCluster(postgres);
        foreach (var silo in Silos[..2]) await cluster.StartSiloAsync(silo);
        await cluster.StartApiAsync("api-1");
        using var payers = await StartPayersAsync(cluster);
        await payers.MoreAsync(200);

        using var operators = cluster.Client("api-1", "operator");
        Assert.Equal(202, (await operators.PostAsync("/v1/cluster/hosts/silo-1/drain", "", "drain")).Status);
        Assert.Equal(0, await cluster["silo-1"].EndedAsync());
        cluster.Forget("silo-1");
        await payers.MoreAsync(200);

        Assert.DoesNotContain("silo-1", (await cluster.HostsAsync("api-1")).Keys);
        await EndAsync(cluster, payers);
        output.WriteLine($"{payers.RetriedCount} of {payers.PaidCount} payments were sent again; {payers.Text()}");
        Assert.Equal(0, payers.RetriedTwiceCount);
    }

    private static async Task<Payers> StartPayersAsync(GranaryCluster cluster)
    {
        using var sandbox = cluster.Client("api-1", "sandbox");
        using var bank = cluster.Client("api-1", "bank");
        using var operators = cluster.Client("api-1", "operator");
        Assert.True((await operators.PutAsync("/v1/merchants/1")).IsSuccess);
        var payers = new Payers(count: 24, cashMinor: 1_000_000);
        await payers.OpenAsync(sandbox, bank);
        GranaryClient[] clients = [cluster.Client("api-1", "sandbox")];
        payers.Start(() => clients);
        return payers;
    }

    private async Task EndAsync(GranaryCluster cluster, Payers payers)
    {
        await payers.StopAsync();
        using (var auditor = cluster.Client("api-1", "auditor")) await payers.CheckAsync(auditor);
        foreach (var name in cluster.Names.Reverse().ToList()) Assert.Equal(0, cluster[name].Stop());
        var (code, said) = Programs.Verify(cluster.Store);
        Assert.True(code == 0, said);
        output.WriteLine($"{payers.PaidCount} payments, each once; longest waits {payers.Slowest()}");
    }

    private static int Users(System.Text.Json.Nodes.JsonNode host) => host["activations"]!["user"]?.GetValue<int>() ?? 0;

    private static Task UntilAsync(Func<Task<bool>> holds, string what) => Wait.UntilAsync(holds, TimeSpan.FromSeconds(60), what);
}
