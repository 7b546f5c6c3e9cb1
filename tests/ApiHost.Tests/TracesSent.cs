using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Granary.ApiHost.Tests;

/// <summary>The real program sends its traces to a collector that the environment names, and nothing to anybody when it names none.</summary>
[Collection("api")]
public sealed class TracesSent : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-otlp-").FullName;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();
    private readonly WebApplication collector;

    public TracesSent()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.Enqueue(($"{http.Request.Method} {http.Request.Path}", body.ToArray()));
            // An empty message of protobuf: everything was taken.
            http.Response.ContentType = "application/x-protobuf";
        });
    }

    public Task InitializeAsync() => collector.StartAsync();

    public async Task DisposeAsync()
    {
        await collector.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_trace_that_the_caller_records_reaches_the_collector()
    {
        await OpenUserAsync("OTEL_EXPORTER_OTLP_ENDPOINT");
        Assert.All(received, post => Assert.Equal("POST /v1/traces", post.Path));
        var sent = string.Concat(received.Select(post => Encoding.Latin1.GetString(post.Body)));
        Assert.All(
            ["PUT /v1/users/{id}", "grain command", "book batch", "journal append", "journal batch", "service.name", "granary", "otlp-test"],
            name => Assert.Contains(name, sent, StringComparison.Ordinal));
        Assert.DoesNotContain("7310558204", sent, StringComparison.Ordinal);
    }

    // The collector of other signals is no collector of traces.
    [Theory, InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"), InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")]
    public async Task Nothing_is_sent_when_nobody_asked_for_traces(string variable)
    {
        await OpenUserAsync(variable);
        Assert.Empty(received);
    }

    private async Task OpenUserAsync(string variable)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Granary.ApiHost.dll"), "--urls", "http://127.0.0.1:0", "--data", folder, "--name", "otlp-test", "--drain-grace", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(inherited);
        start.Environment[variable] = collector.Urls.First();
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        using var program = Process.Start(start)!;
        var lines = new List<string>();
        while (lines is not [.., ['r', 'e', 'a', 'd', 'y', ..]]) lines.Add(await program.StandardOutput.ReadLineAsync() ?? throw new EndOfStreamException(await program.StandardError.ReadToEndAsync()));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{lines[^1].Split(' ')[1]}/v1/users/7310558204") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {lines.Single(line => line.StartsWith("key sandbox ", StringComparison.Ordinal)).Split(' ')[2]}");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
        await program.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
        // What had not been sent yet was sent at the end.
        Assert.Equal(0, program.ExitCode);
    }
}
