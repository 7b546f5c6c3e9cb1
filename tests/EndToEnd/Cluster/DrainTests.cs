using System.Net;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>Two programs over one journal, each with API and grains; one of them is asked to leave while everybody pays.</summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task A_host_that_is_drained_is_unready_at_once_serves_on_and_leaves_without_failing_anybody()
    {
        using var postgres = new PostgresServer();
        await using var cluster = new GranaryCluster(postgres, isOrleans: false) { Output = output.WriteLine };
        await cluster.StartHostAsync("one", drainGraceSeconds: 2);
        await cluster.StartHostAsync("two", drainGraceSeconds: 2);
        using var payers = await StartPayersAsync(cluster, "one", "two");
        // So many that each of the sixteen has done enough to be worth a snapshot.
        await payers.MoreAsync(1_500);
        Assert.Equal(["one", "two"], (await cluster.HostsAsync("one")).Keys);

        using var operators = cluster.Client("two", "operator");
        Assert.Equal(404, (await operators.PostAsync("/v1/cluster/hosts/three/drain", "", "drain")).Status);
        Assert.Equal(202, (await operators.PostAsync("/v1/cluster/hosts/one/drain", "", "drain")).Status);

        // Not ready, but alive and still of use, until the proxy has had time to notice.
        await UntilUnreadyAsync(cluster["one"].Url);
        using (var late = cluster.Client("one", "auditor"))
        {
            await late.GetAsync("/health/live");
            await late.GetAsync("/v1/users/1");
        }
        payers.Avoid("one");
        Assert.Equal(0, await cluster["one"].EndedAsync());
        cluster.Forget("one");
        Assert.Equal(["two"], (await cluster.HostsAsync("two")).Keys);
        // What it knew of its owners is kept, and the other one leads where it led.
        Assert.Equal(8, PostgresServer.Number(cluster.Store.Postgres!, "select count(*) from snapshot where owner >> 56 = 1 and owner & 255 in (2, 4, 6, 8, 10, 12, 14, 16)"));
        using (var auditor = cluster.Client("two", "auditor"))
        {
            await Wait.UntilAsync(
                async () => (await auditor.GetAsync("/v1/cluster"))["feeds"]!.AsArray().All(feed => (string?)feed!["leader"] == "two"), TimeSpan.FromSeconds(30), "the other host leads all feeds");
        }
        await payers.MoreAsync(200);

        await payers.StopAsync();
        using (var auditor = cluster.Client("two", "auditor")) await payers.CheckAsync(auditor);
        output.WriteLine($"{payers.RetriedCount} of {payers.PaidCount} payments were sent again; {payers.Text()}; longest waits {payers.Slowest()}");
        Assert.Equal(0, payers.RetriedTwiceCount);
        Assert.Equal(0, cluster["two"].Stop());
        var (code, said) = Programs.Verify(cluster.Store);
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task The_second_SIGTERM_does_not_wait()
    {
        using var store = new Store();
        using var granary = await GranaryProcess.StartAsync(
            Programs.ApiHost, ["--urls", "http://127.0.0.1:0", "--drain-grace", "8", .. store.HostArguments], new Dictionary<string, string>());
        granary.Signal(Programs.SigTerm);
        await UntilUnreadyAsync(granary.Url);
        granary.Signal(Programs.SigTerm);
        Assert.NotEqual(0, await granary.EndedAsync());
    }

    [PostgresFact]
    public async Task A_sandbox_clock_that_is_advanced_on_one_host_is_followed_by_the_other()
    {
        using var postgres = new PostgresServer();
        await using var cluster = new GranaryCluster(postgres, isOrleans: false) { Output = output.WriteLine };
        await cluster.StartHostAsync("one");
        await cluster.StartHostAsync("two");
        using var here = cluster.Client("one", "sandbox");
        using var there = cluster.Client("two", "sandbox");
        Assert.Equal(200, (await here.PostAsync("/v1/sandbox/clock", """{"advanceSeconds":86400}""", "advance")).Status);
        var until = DateTimeOffset.Parse((await here.GetAsync("/v1/sandbox/clock"))["now"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (DateTimeOffset.Parse((await there.GetAsync("/v1/sandbox/clock"))["now"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) < until)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<Payers> StartPayersAsync(GranaryCluster cluster, params string[] names)
    {
        using var sandbox = cluster.Client(names[0], "sandbox");
        using var bank = cluster.Client(names[0], "bank");
        using var operators = cluster.Client(names[0], "operator");
        Assert.True((await operators.PutAsync("/v1/merchants/1")).IsSuccess);
        var payers = new Payers(count: 16, cashMinor: 1_000_000);
        await payers.OpenAsync(sandbox, bank);
        var clients = names.ToDictionary(name => name, name => cluster.Client(name, "sandbox"));
        payers.Start(() => [.. clients.Where(client => !payers.IsAvoided(client.Key)).Select(client => client.Value)]);
        return payers;
    }

    private static async Task UntilUnreadyAsync(string url)
    {
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await http.GetAsync(new Uri($"{url}/health/ready"), patience.Token)).StatusCode != HttpStatusCode.ServiceUnavailable) await Task.Delay(20, patience.Token);
    }
}
