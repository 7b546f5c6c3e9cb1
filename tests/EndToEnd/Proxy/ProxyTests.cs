using System.Net;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>What <c>deploy/haproxy.cfg</c> promises, seen through Debian's HAProxy in front of two real hosts.</summary>
public sealed class ProxyTests(ITestOutputHelper output)
{
    private const int Users = 16;

    [HaproxyFact]
    public async Task An_owner_stays_with_its_host_goes_elsewhere_while_that_is_gone_and_comes_back()
    {
        using var postgres = new PostgresServer();
        using var store = new Store(postgres.CreateDatabase());
        using var front = await Front.StartAsync(store);
        using (var sandbox = front.Client("sandbox"))
        {
            foreach (var user in Enumerable.Range(1, Users)) Assert.True((await sandbox.PutAsync($"/v1/users/{user}")).IsSuccess);
        }
        var homes = await HomesAsync(front);
        Assert.Equal([0, 1], homes.Distinct().Order());
        Assert.Equal(homes, await HomesAsync(front));

        Assert.Equal(0, front.Stop(0));
        await front.UntilUpAsync(1);
        Assert.All(await HomesAsync(front), home => Assert.Equal(1, home));

        await front.StartAsync(0);
        await front.UntilUpAsync(0, 1);
        Assert.Equal(homes, await HomesAsync(front));
        output.WriteLine($"{homes.Count(home => home == 0)} of {Users} owners at the first host");
        Assert.Equal(0, Programs.Verify(store).ExitCode);
    }

    [HaproxyFact]
    public async Task A_host_that_stops_or_dies_under_load_costs_no_request_and_each_is_carried_out_once()
    {
        using var postgres = new PostgresServer();
        using var store = new Store(postgres.CreateDatabase());
        using var front = await Front.StartAsync(store);
        using var sandbox = front.Client("sandbox");
        using var bank = front.Client("bank");
        await sandbox.PutAsync("/v1/merchants/1");
        foreach (var user in Enumerable.Range(1, Users))
        {
            await sandbox.PutAsync($"/v1/users/{user}");
            await bank.PostAsync("/v1/custody/icbc/deposits", $$"""{"user":"{{user}}","amountMinor":1000000,"currency":"CNY","bankReference":"b-{{user}}"}""", $"b-{user}");
        }

        var isOver = false;
        var load = Enumerable.Range(1, Users).Select(user => PayAsync(sandbox, user, () => Volatile.Read(ref isOver))).ToList();
        foreach (var end in (Action[])[() => Assert.Equal(0, front.Stop(0)), () => front.Kill9(0)])
        {
            await Task.Delay(500);
            await Task.Run(end);
            await front.UntilUpAsync(1);
            await front.StartAsync(0);
            await front.UntilUpAsync(0, 1);
        }
        Volatile.Write(ref isOver, true);
        var paid = await Task.WhenAll(load);

        using var auditor = front.Client("auditor");
        foreach (var user in Enumerable.Range(1, Users))
        {
            var balance = (await auditor.GetAsync($"/v1/users/{user}"))["balances"]!.AsArray().Single()!["amountMinor"]!.GetValue<long>();
            Assert.Equal(1_000_000 - (paid[user - 1].Answered * 7), balance);
        }
        Assert.Equal(0, Programs.Verify(store).ExitCode);
        output.WriteLine($"{paid.Sum(one => one.Answered)} payments answered, {paid.Sum(one => one.Again)} of them after the client had sent them again");
    }

    [HaproxyFact]
    public async Task A_request_whose_host_hangs_up_is_sent_again_only_when_that_is_harmless()
    {
        using var postgres = new PostgresServer();
        using var store = new Store(postgres.CreateDatabase());
        using var granary = await GranaryProcess.StartAsync(store);
        using var dying = new HangingUp();
        using var proxy = new HaproxyServer(dying.Address, granary.Url["http://".Length..]);
        await proxy.UntilUpAsync(0, 1);
        using var sandbox = new GranaryClient(proxy.Url, granary.KeyOf("sandbox"));
        using var http = new HttpClient { BaseAddress = new Uri(proxy.Url) };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {granary.KeyOf("sandbox")}");

        // PUT and GET name what they are about, and a key makes a POST the same command again.
        foreach (var user in Enumerable.Range(1, 8)) Assert.Equal(201, (await sandbox.PutAsync($"/v1/users/{user}")).Status);
        Assert.InRange(dying.Requests, 1, 8);
        var before = dying.Requests;
        foreach (var user in Enumerable.Range(1, 8))
        {
            var payment = await sandbox.PostAsync($"/v1/users/{user}/transfers", $$"""{"to":"{{(user % 8) + 1}}","amountMinor":1,"currency":"CNY"}""", $"k-{user}");
            Assert.Equal((422, true), (payment.Status, payment.Body.Contains("insufficient_funds", StringComparison.Ordinal)));
        }
        Assert.True(dying.Requests > before, "no owner of these lives at the dying host");

        // Without a key nobody can tell a second request from the first, so HAProxy must not.
        await proxy.UntilUpAsync(0, 1);
        before = dying.Requests;
        var answered = 0;
        for (var i = 0; i < 8; i++) answered += await AnswersAsync(http, "/v1/sandbox/clock", """{"advanceSeconds":1}""") ? 1 : 0;
        Assert.Equal(8 - (dying.Requests - before), answered);
        Assert.InRange(answered, 1, 7);
    }

    [HaproxyFact]
    public async Task The_world_sees_the_API_and_not_the_metrics()
    {
        using var store = new Store();
        using var granary = await GranaryProcess.StartAsync(store);
        using var proxy = new HaproxyServer(granary.Url["http://".Length..], granary.Url["http://".Length..]);
        using var http = new HttpClient();
        string[] hidden =
            ["/metrics", "/METRICS", "/%6detrics", "//metrics", "/metrics/", "/v1/../metrics", "/v1/%2e%2e/metrics", "/v1/.%2e/metrics", "/./metrics", "/stats", "/"];
        foreach (var path in hidden)
        {
            var uri = new Uri(proxy.Url + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            using var answer = await http.GetAsync(uri);
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
            Assert.DoesNotContain("granary_", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // A host on a busy machine may not be ready at the first asking.
        foreach (var path in (string[])["/health/live", "/health/ready", "/openapi/v1.json"])
        {
            await Wait.UntilAsync(async () =>
            {
                using var answer = await http.GetAsync(new Uri(proxy.Url + path));
                return answer.StatusCode == HttpStatusCode.OK;
            }, TimeSpan.FromSeconds(60), $"{path} is answered");
        }
    }

    [HaproxyFact]
    public async Task When_no_host_is_ready_the_proxy_says_so_as_the_hosts_would()
    {
        using var proxy = new HaproxyServer("127.0.0.1:1", "127.0.0.1:1");
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{proxy.Url}/v1/users/1"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(("application/problem+json", "1"), (answer.Content.Headers.ContentType!.MediaType, answer.Headers.GetValues("Retry-After").Single()));
        var problem = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(("unavailable", 503), (problem["code"]!.GetValue<string>(), problem["status"]!.GetValue<int>()));
        Assert.NotEqual("", problem["requestId"]!.GetValue<string>());
    }

    // A broken connection is no answer, and neither is the proxy's 503.
    private static async Task<bool> AnswersAsync(HttpClient http, string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return true;
            Assert.Equal(("application/problem+json", "1"), (answer.Content.Headers.ContentType!.MediaType, answer.Headers.GetValues("Retry-After").Single()));
            return false;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Each owner's host, the same under both of its names and for all of its pages.
    private static async Task<List<int>> HomesAsync(Front front)
    {
        using var auditor = front.Client("auditor");
        var homes = new List<int>();
        for (var user = 1; user <= Users; user++)
        {
            homes.Add(Assert.Single(await front.HostsOfAsync(async () =>
            {
                foreach (var page in new[] { $"/v1/users/{user}", $"/v1/users/user-{user}", $"/v1/users/{user}/balances", $"/v1/users/user-{user}/entries?limit=5" }) await auditor.GetAsync(page);
            })));
        }
        return homes;
    }

    // A client that sends what broke again, once, with the same key, as the API asks of it.
    private static async Task<(int Answered, int Again)> PayAsync(GranaryClient client, int user, Func<bool> isOver)
    {
        var (answered, again) = (0, 0);
        while (!isOver())
        {
            var (path, body, key) = ($"/v1/users/{user}/payments", """{"merchant":"1","amountMinor":7,"currency":"CNY","scene":"mall"}""", $"p-{user}-{answered}");
            var reply = await client.PostAsync(path, body, key);
            if (!reply.IsSuccess)
            {
                again++;
                reply = await client.PostAsync(path, body, key);
            }
            Assert.True(reply.Status == 201, $"{key}: {reply}");
            answered++;
        }
        return (answered, again);
    }
}
