using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Granary.Silo;

namespace Granary.ApiHost.Tests;

/// <summary>What /metrics says is what Prometheus can read, and it never names an owner.</summary>
[Collection("api")]
public sealed class Metrics(Api api)
{
    [Fact]
    public async Task Promtool_has_nothing_to_complain_about()
    {
        await api.UserAsync(cashMinor: 1);
        var text = (await api.GetAsync("/metrics")).Must(200).Content;
        if (!TryPromtool(text, out var complaints)) return;
        Assert.Equal("", complaints);
    }

    [Fact]
    public async Task Requests_are_counted_by_route_and_never_by_owner()
    {
        var user = await api.UserAsync(cashMinor: 1);
        await api.GetAsync($"/v1/users/{user}");
        var text = (await api.GetAsync("/metrics")).Must(200).Content;
        Assert.Contains("granary_api_request_duration_seconds_count{method=\"GET\",route=\"/v1/users/{id}\",status=\"2xx\"}", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{user}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("user-", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strange_labels_are_escaped_and_endless_ones_capped()
    {
        using var meter = new Meter("Granary.Test");
        var counter = meter.CreateCounter<long>("granary.test.strange", description: "a \"quoted\"\nline");
        // Created while the host runs: the first scrape after it shows it.
        counter.Add(1, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        for (var i = 0; i < 10_000; i++) counter.Add(1, new KeyValuePair<string, object?>("kind", $"value-{i}"));
        var text = (await api.GetAsync("/metrics")).Must(200).Content;
        Assert.Contains("# HELP granary_test_strange_total a \"quoted\"\\nline\n", text, StringComparison.Ordinal);
        Assert.Contains("granary_test_strange_total{kind=\"a\\\"b\\\\c\\nd\"} 1", text, StringComparison.Ordinal);
        Assert.InRange(text.Split('\n').Count(line => line.StartsWith("granary_test_strange_total{", StringComparison.Ordinal)), 2, 501);
        if (TryPromtool(text, out var complaints)) Assert.Equal("", complaints);
    }

    [Fact]
    public async Task The_names_are_the_same_whichever_runtime_hosts_the_grains()
    {
        // One build exports by itself, the other by OpenTelemetry's package; both are held against the rule that dashboards are made from.
        var expected = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (!instrument.Meter.Name.StartsWith("Granary.", StringComparison.Ordinal) && instrument.Meter.Name != "System.Runtime") return;
            var kind = instrument.GetType().Name.Split('`')[0];
            expected.Add(PrometheusName.Of(PrometheusName.Readable(instrument.Name), instrument.Unit ?? "", kind is "Counter" or "ObservableCounter"));
        };
        listener.Start();
        await api.UserAsync(cashMinor: 1);
        var names = (await api.GetAsync("/metrics")).Must(200).Content.Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();
        Assert.Empty(names.Except(expected));
        Assert.Contains("granary_journal_append_duration_seconds", names);
        Assert.Contains("granary_api_requests_under_way", names);
        Assert.Contains("dotnet_gc_collections_total", names);
    }

    [Fact]
    public async Task Scrapes_at_the_same_time_each_get_a_whole_page()
    {
        var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.GetAsync("/metrics")));
        Assert.All(pages, page => Assert.Single(page.Must(200).Content.Split('\n'), line => line.StartsWith("# TYPE granary_api_request_duration_seconds ", StringComparison.Ordinal)));
    }

    private static bool TryPromtool(string text, out string complaints)
    {
        complaints = "";
        try
        {
            using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
            promtool.StandardInput.Write(text);
            promtool.StandardInput.Close();
            complaints = promtool.StandardError.ReadToEnd();
            promtool.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            // No promtool here: install Debian's package prometheus to have this checked.
            return false;
        }
    }
}
