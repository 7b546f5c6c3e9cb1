using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Granary.Deploy.Tests;

/// <summary>
/// Every metric that rules, dashboard and scalers speak of is really shown: by two hosts over one PostgreSQL that have been through a little of
/// everything, or by the HAProxy in front of them.
/// </summary>
public sealed partial class ShownMetrics
{
    // Prometheus makes these itself.
    private static readonly string[] Own = ["up", "ALERTS"];

    [HaproxyFact]
    public async Task Every_metric_in_rules_dashboard_and_scalers_is_on_a_page_with_the_labels_it_is_asked_for()
    {
        using var postgres = new PostgresServer();
        using var wire = new CuttingProxy(postgres.Port);
        using var store = new Store(postgres.CreateDatabase().Replace($"Port={postgres.Port}", $"Port={wire.Port}", StringComparison.Ordinal));
        using var one = await GranaryProcess.StartAsync(store);
        using var other = await GranaryProcess.StartAsync(store);
        using var proxy = new HaproxyServer(one.Url["http://".Length..], other.Url["http://".Length..]);
        await LiveAsync(one, other, wire);
        using var http = new HttpClient();
        await http.GetAsync(new Uri($"{proxy.Url}/v1/users/1"));
        var pages = new List<string>();
        foreach (var page in new[] { $"{one.Url}/metrics", $"{other.Url}/metrics", proxy.MetricsUrl }) pages.Add(await http.GetStringAsync(new Uri(page)));
        var shown = pages.SelectMany(page => Sample().Matches(page).Select(match => match.Groups[1].Value)).Concat(Recorded()).Concat(Own).ToHashSet();

        var asked = Expressions().SelectMany(found => Expression.MetricsIn(found.Text).Select(metric => (metric, found.Where))).ToList();
        Assert.True(asked.Count > 40, "the expressions were not found");
        Assert.Empty(asked.Where(name => !shown.Contains(name.metric)).Distinct());
        var labels = pages.SelectMany(page => Label().Matches(page).Select(match => match.Groups[1].Value))
            .Concat(["job", "instance", "program", "namespace", "pod", "alertstate", "alertname"]).ToHashSet();
        Assert.DoesNotContain(Expressions().SelectMany(found => LabelsIn(found.Text).Select(label => (label, found.Where))), label => !labels.Contains(label.label));
    }

    [Fact]
    public void The_dashboard_has_a_source_a_title_and_a_place_for_every_panel()
    {
        var dashboard = JsonNode.Parse(DeployFile.Read("grafana/dashboards/granary.json"))!;
        var source = DeployFile.Yaml("grafana/provisioning/datasources/prometheus.yaml")["datasources"].Items().Single()["uid"].Text();
        var panels = dashboard["panels"].Items().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel["id"]!.GetValue<int>()).Distinct().Count());
        Assert.All(panels, panel => Assert.NotEqual("", panel["title"].Text()));
        foreach (var panel in panels.Where(panel => panel["type"].Text() != "row"))
        {
            Assert.NotEmpty(panel["targets"].Items());
            Assert.All(panel["targets"].Items(), target => Assert.Equal(source, target["datasource"]!["uid"].Text()));
            Assert.InRange(panel["gridPos"]!["x"]!.GetValue<int>() + panel["gridPos"]!["w"]!.GetValue<int>(), 1, 24);
        }
    }

    [Theory]
    [InlineData("sum by (le) (rate(a_bucket{route=~\"/v1/.*\"}[1m])) > 1", "a_bucket")]
    [InlineData("max(a{x=\"b\"}) == 0 and on (i) b:c:d offset 5m", "a b:c:d")]
    [InlineData("(a unless a offset 5m) or histogram_quantile(0.9, b_bucket)", "a a b_bucket")]
    public void The_metrics_of_an_expression_are_found(string expression, string metrics) => Assert.Equal(metrics, string.Join(' ', Expression.MetricsIn(expression)));

    private static IEnumerable<string> Recorded() => Rules().Select(rule => rule["record"]?.Text()).OfType<string>();

    private static IEnumerable<JsonNode> Rules() => DeployFile.Yaml("prometheus/rules.yml")["groups"].Items().SelectMany(group => group["rules"].Items());

    private static IEnumerable<(string Text, string Where)> Expressions() =>
    [
        .. Rules().Select(rule => (rule["expr"].Text(), (rule["alert"] ?? rule["record"]).Text())),
        .. JsonNode.Parse(DeployFile.Read("grafana/dashboards/granary.json"))!.Below().OfType<JsonObject>()
            .Where(item => item["expr"] is JsonValue).Select(item => (item["expr"].Text(), "dashboard")),
        .. DeployFile.Yaml("kubernetes/prometheus-adapter.yaml")["rules"]!["custom"].Items().Select(rule => (rule["seriesQuery"].Text(), "adapter")),
    ];

    private static IEnumerable<string> LabelsIn(string expression) => Matched().Matches(expression).Select(match => match.Groups[1].Value)
        .Concat(GroupedBy().Matches(expression).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)));

    // Paid, refused, repeated and told of; the same owner on two hosts, so that one is fenced; and a wire that breaks around a commit.
    private static async Task LiveAsync(GranaryProcess one, GranaryProcess other, CuttingProxy wire)
    {
        using var sandbox = one.Client("sandbox");
        using var elsewhere = other.Client("sandbox");
        using var bank = one.Client("bank");
        using var keeper = one.Client("operator");
        await using var receiver = await WebhookReceiver.StartAsync();
        await sandbox.PutAsync("/v1/users/1");
        await sandbox.PutAsync("/v1/users/2");
        await sandbox.PutAsync("/v1/merchants/1");
        await bank.PostAsync("/v1/custody/icbc/deposits", """{"user":"1","amountMinor":100000,"currency":"CNY","bankReference":"r"}""", "deposit");
        await keeper.PostAsync("/v1/webhooks", JsonSerializer.Serialize(new { url = receiver.Url, owner = "merchant-1" }), "webhook");
        await PayAsync(sandbox, "first", amountMinor: 10);
        await PayAsync(elsewhere, "second", amountMinor: 10);
        // Whoever paid before does not know of the other's payment until it is fenced.
        await PayAsync(sandbox, "third", amountMinor: 10);
        await PayAsync(elsewhere, "first", amountMinor: 10);
        await PayAsync(sandbox, "too-much", amountMinor: 1_000_000_000);
        // A thousand requests at a time are too many.
        var crowd = Enumerable.Range(0, 4).Select(_ => one.Client("sandbox")).ToList();
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => PayAsync(crowd[i % crowd.Count], $"crowd-{i}", amountMinor: 1)));
        crowd.ForEach(client => client.Dispose());
        // Two thousand changes are worth a snapshot. Meanwhile the wire is cut again and again: it also carries reads, but mostly appends.
        var paid = Parallel.ForAsync(0, 3_000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => await PayAsync(sandbox, $"many-{i}", amountMinor: 1));
        while (!paid.IsCompleted && !await ShowsAsync(one, "granary_journal_unknown_total"))
        {
            wire.CutNextAnswer();
            await Task.Delay(20);
        }
        await paid;
        // Whichever host leads the partition tells of it.
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30) && !await TellsAsync(one) && !await TellsAsync(other);) await Task.Delay(100);
    }

    private static Task<bool> TellsAsync(GranaryProcess host) => ShowsAsync(host, "granary_webhook_delay_seconds_bucket");

    private static Task<Reply> PayAsync(GranaryClient client, string key, long amountMinor) => client.PostAsync(
        "/v1/users/1/payments", JsonSerializer.Serialize(new { merchant = "1", amountMinor, currency = "CNY", scene = "mall" }), key);

    private static async Task<bool> ShowsAsync(GranaryProcess host, string metric)
    {
        using var http = new HttpClient();
        return (await http.GetStringAsync(new Uri($"{host.Url}/metrics"))).Contains($"\n{metric}", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^([a-zA-Z_:][\w:]*)[ {]", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"[{,]([a-zA-Z_]\w*)=""")]
    private static partial Regex Label();

    [GeneratedRegex(@"[{,]\s*([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*""")]
    private static partial Regex Matched();

    [GeneratedRegex(@"\b(?:by|without|on)\s*\(([^)]*)\)")]
    private static partial Regex GroupedBy();
}
