using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>Two hosts with grains over one PostgreSQL journal, and HAProxy in front of them as it is deployed.</summary>
internal sealed class Front : IDisposable
{
    private readonly Store store;
    private readonly string[] addresses = [FreeAddress(), FreeAddress()];
    private readonly GranaryProcess?[] hosts = new GranaryProcess?[2];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private Front(Store store) => this.store = store;

    public HaproxyServer Proxy { get; private set; } = null!;

    public GranaryClient Client(string role) => new(Proxy.Url, hosts.First(host => host is not null)!.KeyOf(role));

    public static async Task<Front> StartAsync(Store store)
    {
        var front = new Front(store);
        for (var host = 0; host < 2; host++) await front.StartAsync(host);
        front.Proxy = new HaproxyServer(front.addresses);
        await front.UntilUpAsync(0, 1);
        return front;
    }

    public async Task StartAsync(int host) =>
        hosts[host] = await GranaryProcess.StartAsync(
            "dotnet", store.Folder, [Programs.ApiHost, "--urls", $"http://{addresses[host]}", .. store.HostArguments]);

    public int Stop(int host)
    {
        var code = hosts[host]!.Stop();
        Forget(host);
        return code;
    }

    public void Kill9(int host)
    {
        hosts[host]!.Kill9();
        Forget(host);
    }

    public Task UntilUpAsync(params int[] up) => Proxy.UntilUpAsync(up);

    /// <summary>Which hosts answered requests about users while something was done.</summary>
    public async Task<IReadOnlyList<int>> HostsOfAsync(Func<Task> something)
    {
        var before = await AnsweredAsync();
        await something();
        var after = await AnsweredAsync();
        return [.. Enumerable.Range(0, 2).Where(host => after[host] != before[host])];
    }

    public void Dispose()
    {
        Proxy?.Dispose();
        foreach (var host in hosts) host?.Dispose();
        http.Dispose();
    }

    private void Forget(int host)
    {
        hosts[host]!.Dispose();
        hosts[host] = null;
    }

    private async Task<long[]> AnsweredAsync()
    {
        var counts = new long[2];
        for (var host = 0; host < 2; host++)
        {
            if (hosts[host] is null) continue;
            var page = await http.GetStringAsync($"http://{addresses[host]}/metrics");
            counts[host] = page.Split('\n')
                .Where(line => line.StartsWith("granary_api_request_duration_seconds_count{", StringComparison.Ordinal) && line.Contains("/v1/users/", StringComparison.Ordinal))
                .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        return counts;
    }

    // The same at every start of a host, so that it comes back where it was.
    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
