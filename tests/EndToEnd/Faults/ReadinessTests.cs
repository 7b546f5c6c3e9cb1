using System.Net;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>A host whose database is away or takes nothing lives and is not ready; it is again, by itself, when the database is.</summary>
public sealed class ReadinessTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => http.Dispose();

    [PostgresFact]
    public async Task A_database_that_is_stopped_makes_hosts_unready_and_not_dead()
    {
        using var postgres = new PostgresServer();
        await using var cluster = await StartAsync(postgres);
        postgres.Stop();

        await UntilAsync(cluster, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(cluster, "/health/live"));

        postgres.Start();
        await UntilAsync(cluster, HttpStatusCode.OK);
        await TakesWritesAsync(cluster);
    }

    [PostgresFact]
    public async Task A_database_that_may_only_be_read_makes_hosts_unready_though_nobody_writes_and_they_still_answer_who_asks()
    {
        using var postgres = new PostgresServer();
        await using var cluster = await StartAsync(postgres);
        await TakesWritesAsync(cluster);
        postgres.Execute("alter system set default_transaction_read_only = on");
        postgres.Execute("select pg_reload_conf()");

        await UntilAsync(cluster, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(cluster, "/health/live"));
        using (var auditor = cluster.Client("one", "auditor")) Assert.Equal("user-1", (string?)(await auditor.GetAsync("/v1/users/1"))["id"]);

        postgres.Execute("alter system reset default_transaction_read_only");
        postgres.Execute("select pg_reload_conf()");
        await UntilAsync(cluster, HttpStatusCode.OK);
        await TakesWritesAsync(cluster);
    }

    [SmallDiskFact]
    public async Task A_database_without_room_makes_hosts_unready_once_somebody_wrote()
    {
        using var disk = new SmallDisk(megabytes: 256);
        using var postgres = PostgresServer.On(disk, onlyWal: false);
        await using var cluster = await StartAsync(postgres);
        disk.Fill();

        using (var sandbox = cluster.Client("one", "sandbox"))
        {
            // What still fits into the pages that are there is taken.
            var user = 1;
            await Wait.UntilAsync(async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => sandbox.PutAsync($"/v1/users/{Interlocked.Increment(ref user)}")));
                return await StatusAsync(cluster, "/health/ready") == HttpStatusCode.ServiceUnavailable;
            }, Patience, "the host is not ready");
        }
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(cluster, "/health/live"));

        disk.Free();
        if (postgres.HasGivenUp) postgres.Start();
        await UntilAsync(cluster, HttpStatusCode.OK);
        await TakesWritesAsync(cluster);
    }

    private async Task<GranaryCluster> StartAsync(PostgresServer postgres)
    {
        var cluster = new GranaryCluster(postgres, isOrleans: false) { Output = output.WriteLine };
        await cluster.StartHostAsync("one");
        using var sandbox = cluster.Client("one", "sandbox");
        Assert.True((await sandbox.PutAsync("/v1/users/1")).IsSuccess);
        return cluster;
    }

    private static async Task TakesWritesAsync(GranaryCluster cluster)
    {
        using var sandbox = cluster.Client("one", "sandbox");
        await Wait.UntilAsync(async () => (await sandbox.PutAsync($"/v1/users/{Random.Shared.Next(1_000_000, 2_000_000)}")).IsSuccess, Patience, "somebody can be opened");
    }

    private Task UntilAsync(GranaryCluster cluster, HttpStatusCode ready) =>
        Wait.UntilAsync(async () => await StatusAsync(cluster, "/health/ready") == ready, Patience, $"/health/ready says {ready}");

    private async Task<HttpStatusCode> StatusAsync(GranaryCluster cluster, string path)
    {
        using var answer = await http.GetAsync(new Uri(cluster["one"].Url + path));
        return answer.StatusCode;
    }
}
