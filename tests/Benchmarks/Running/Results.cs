using System.Text.Json.Nodes;

namespace Granary.Benchmarks;

/// <summary>Everything that one run has found.</summary>
public sealed class Results
{
    private readonly Dictionary<string, List<Measurement>> rounds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> singles = new(StringComparer.Ordinal);

    public List<string> Findings { get; } = [];

    public IReadOnlyList<(int Size, double PerSecond)> Growth { get; set; } = [];

    public void Add(string name, Measurement measurement)
    {
        if (!rounds.TryGetValue(name, out var all)) rounds[name] = all = [];
        all.Add(measurement);
    }

    public void Set(string name, double value) => singles[name] = value;

    public double? Of(string name) =>
        singles.TryGetValue(name, out var single) ? single :
        rounds.TryGetValue(name, out var all) ? Median.Of([.. all.Select(round => round.PerSecond)]) : null;

    public long ErrorCount => rounds.Values.Sum(all => all.Sum(round => round.ErrorCount)) + Findings.Count;

    public IReadOnlyList<Target> Targets() =>
    [
        new("engine / raw", Ratio("engine_per_s", "raw_append_per_s"), 0.5),
        new("engine_hot / engine", Ratio("engine_hot_per_s", "engine_per_s"), 0.9),
        new("engine_hot_payer / rowlock", Ratio("engine_hot_payer_per_s", "rowlock_per_s"), 5),
        new("engine_hot_payer / rowlock_hot", Ratio("engine_hot_payer_per_s", "rowlock_hot_per_s"), 5),
        new("two_hosts / engine", Ratio("two_hosts_per_s", "engine_per_s"), 0.9),
        new("feed_p99_ms", P99Of("feed_p99"), 50, IsAtMost: true),
        new("http / tpcb", Ratio("http_per_s", "tpcb_per_s"), 6),
        new("http / tpcb_best", Ratio("http_per_s", "tpcb_best_per_s"), 6),
        new("shed_goodput / http", Ratio("shed_goodput_per_s", "http_per_s"), 0.8),
        new("shed_p99_ms", Of("shed_p99_ms"), 20, IsAtMost: true),
        new("admitted_p99_ms", P99Of("shed_goodput_per_s"), 200, IsAtMost: true),
        new("bulk / raw", Ratio("bulk_per_s", "raw_append_per_s"), 0.3),
        new("growth", Growth.Count < 2 ? null : Growth.Min(step => step.PerSecond) / Growth[0].PerSecond, 0.8),
        new("bytes_per_active_user", Of("bytes_per_active_user"), 2_048, IsAtMost: true),
        new("errors", ErrorCount, 0, IsAtMost: true),
    ];

    public JsonObject ToJson(BenchOptions options)
    {
        var json = new JsonObject();
        foreach (var name in rounds.Keys.Concat(singles.Keys)) json[name] = Math.Round(Of(name)!.Value, 1);
        foreach (var (name, key) in new[] { ("http_per_s", "http_p99_ms"), ("feed_p99", "feed_p99_ms"), ("shed_goodput_per_s", "admitted_p99_ms") })
        {
            if (P99Of(name) is { } p99Ms) json[key] = Math.Round(p99Ms, 1);
        }
        if (Growth.Count > 0)
            json["growth"] = new JsonObject(Growth.Select(step => KeyValuePair.Create($"{step.Size}", (JsonNode?)Math.Round(step.PerSecond, 1))));
        json["errors"] = ErrorCount;
        json["findings"] = new JsonArray([.. Findings.Select(finding => JsonValue.Create(finding))]);
        json["targets"] = new JsonObject(Targets().Select(target => KeyValuePair.Create(target.Name, (JsonNode?)target.ToJson())));
        json["rounds"] = new JsonObject(rounds.Select(all => KeyValuePair.Create(
            all.Key, (JsonNode?)new JsonArray([.. all.Value.Select(round => JsonValue.Create(Math.Round(round.PerSecond, 1)))]))));
        json["seconds"] = options.Seconds;
        json["quick"] = options.IsQuick;
        json["cores"] = Environment.ProcessorCount;
        json["postgres"] = new JsonObject(Databases.Settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)));
        return json;
    }

    private double? P99Of(string name) => rounds.TryGetValue(name, out var all) ? Median.Of([.. all.Select(round => round.P99Ms)]) : null;

    private double? Ratio(string above, string below) => Of(above) is { } value && Of(below) is { } other and > 0 ? value / other : null;
}
