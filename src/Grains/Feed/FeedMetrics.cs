using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Granary.Grains;

/// <summary>How far the feed is behind, and who leads it.</summary>
internal static class FeedMetrics
{
    private static readonly Meter Meter = new("Granary.Feed");

    private static readonly Histogram<double> Delay = Meter.CreateHistogram(
        "granary.feed.delay", "s", "From the time of an entry to its credits being brought", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] });

    private static readonly UpDownCounter<long> Leading =
        Meter.CreateUpDownCounter<long>("granary.feed.leading", "{partition}", "Partitions whose feed this host leads");

    private static readonly Counter<long> Unheard =
        Meter.CreateCounter<long>("granary.feed.unpublished", "{batch}", "Batches of activities that the stream did not take; observers read them from the journal");

    private static readonly ConcurrentDictionary<int, long> Behind = new();

    static FeedMetrics()
    {
        // What is first counted when it happens cannot be seen to rise.
        Unheard.Add(0);
        Meter.CreateObservableGauge(
            "granary.feed.lag", () => Behind.Select(lag => new Measurement<long>(lag.Value, new KeyValuePair<string, object?>("partition", lag.Key))),
            "{entry}", "Entries that the leader of a partition has not brought yet");
    }

    public static void Lags(int partition, long entries) => Behind[partition] = entries;

    public static void LeadsNoMore(int partition) => Behind.TryRemove(partition, out _);

    public static void Brought(int partition, long delayMs) =>
        Delay.Record(delayMs / 1e3, new KeyValuePair<string, object?>("partition", partition));

    public static void Leads(bool isLeading) => Leading.Add(isLeading ? 1 : -1);

    public static void NotPublished() => Unheard.Add(1);
}
