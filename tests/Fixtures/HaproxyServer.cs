using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Granary.Fixtures;

/// <summary>HAProxy with the configuration that is deployed, in front of the API hosts it is given, on free ports.</summary>
public sealed class HaproxyServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly string? configuration;
    private readonly int hostCount;

    /// <param name="hosts">Host and port of each API host, in the order of the configuration.</param>
    public HaproxyServer(params IReadOnlyList<string> hosts)
    {
        var (front, metrics) = (FreePort(), FreePort());
        hostCount = hosts.Count;
        if (hosts.Count > 2) configuration = WithMore(hosts.Count);
        var start = new ProcessStartInfo("haproxy", ["-db", "-f", configuration ?? Configuration]) { RedirectStandardOutput = true, RedirectStandardError = true };
        for (var i = 0; i < hosts.Count; i++) start.Environment[$"GRANARY_API_{i + 1}"] = hosts[i];
        start.Environment["GRANARY_BIND"] = $"127.0.0.1:{front}";
        start.Environment["GRANARY_PROXY_METRICS"] = $"127.0.0.1:{metrics}";
        start.Environment["GRANARY_PROXY_STATS"] = $"127.0.0.1:{FreePort()}";
        (Url, MetricsUrl) = ($"http://127.0.0.1:{front}", $"http://127.0.0.1:{metrics}/metrics");
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var since = Stopwatch.GetTimestamp();
        while (!Listens(front))
        {
            var isOver = process.HasExited || Stopwatch.GetElapsedTime(since) > Patience;
            if (isOver) throw new InvalidOperationException($"HAProxy did not start:\n{Said}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Why there is no HAProxy here; null when there can be one.</summary>
    public static string? MissingBecause { get; } =
        new[] { "/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy" }.Any(File.Exists) ? null : "HAProxy is not installed: Debian's package haproxy";

    public static string Configuration { get; } = Repository.PathOf("deploy/haproxy.cfg");

    public string Url { get; }

    public string MetricsUrl { get; }

    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    /// <summary>Whether it sends requests to these hosts, counted from 0, and to no other.</summary>
    public async Task<bool> SendsToAsync(HttpClient http, IEnumerable<int> hosts)
    {
        var page = await http.GetStringAsync(MetricsUrl);
        return Enumerable.Range(0, hostCount).All(host => page.Contains(
            $"haproxy_server_status{{proxy=\"owners\",server=\"api-{host + 1}\",state=\"UP\"}} {(hosts.Contains(host) ? 1 : 0)}", StringComparison.Ordinal));
    }

    /// <summary>Waits until it does.</summary>
    public async Task UntilUpAsync(params IReadOnlyCollection<int> hosts)
    {
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(Patience * 2);
        while (!await SendsToAsync(http, hosts)) await Task.Delay(100, patience.Token);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (!process.HasExited) process.Kill();
        process.WaitForExit(Patience);
        process.Dispose();
        if (configuration is not null) File.Delete(configuration);
    }

    // As the file says that an operator adds one: a line more in both backends, with an id of its own.
    private static string WithMore(int hosts)
    {
        var lines = File.ReadAllLines(Configuration).SelectMany(line => !line.TrimStart().StartsWith("server api-2 ", StringComparison.Ordinal) ? [line] :
            Enumerable.Range(2, hosts - 1).Select(host => line
                .Replace("api-2", $"api-{host}", StringComparison.Ordinal).Replace("API_2", $"API_{host}", StringComparison.Ordinal)
                .Replace(" id 2", $" id {host}", StringComparison.Ordinal)));
        var path = Path.Combine(Path.GetTempPath(), $"granary-haproxy-{Guid.NewGuid():N}.cfg");
        File.WriteAllLines(path, lines);
        return path;
    }

    private void KillAtExit(object? sender, EventArgs e) => Dispose();

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (said) said.AppendLine(line);
    }

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test that is skipped, with the reason, on a machine without HAProxy or without PostgreSQL's programs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HaproxyFactAttribute : FactAttribute
{
    public HaproxyFactAttribute() => Skip = HaproxyServer.MissingBecause ?? PostgresServer.MissingBecause;
}
