using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Granary.Grains;

/// <summary>How much velocity remembers: the one thing here that grows with the number of people who pay within an hour.</summary>
internal static class VelocityMetrics
{
    private static readonly Meter Meter = new("Granary.Velocity");

    private static readonly ConcurrentDictionary<int, int> Subjects = new();

    static VelocityMetrics() => Meter.CreateObservableGauge(
        "granary.velocity.subjects", () => Subjects.Select(one => new Measurement<int>(one.Value, new KeyValuePair<string, object?>("partition", one.Key))),
        "{subject}", "Payers, merchants and devices whose payments of the last hour are remembered");

    public static void Counts(int partition, int subjects) => Subjects[partition] = subjects;

    public static void CountsNoMore(int partition) => Subjects.TryRemove(partition, out _);
}
