using System.Diagnostics.Metrics;

namespace Granary.Grains;

/// <summary>How deliveries go. Neither a receiver nor an owner is ever a label.</summary>
internal static class WebhookMetrics
{
    private static readonly Meter Meter = new("Granary.Webhooks");

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("granary.webhook.deliveries", "{attempt}", "Attempts to deliver, by how they ended");

    private static readonly Counter<long> ParkedOnes = Meter.CreateCounter<long>("granary.webhook.parked", "{delivery}", "Deliveries put aside to be tried again later");

    private static readonly Counter<long> DeadOnes = Meter.CreateCounter<long>("granary.webhook.dead", "{delivery}", "Deliveries given up");

    private static readonly Histogram<double> Delay = Meter.CreateHistogram(
        "granary.webhook.delay", "s", "From the time of an entry to its delivery", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600, 36_000] });

    static WebhookMetrics()
    {
        // What is first counted when it happens cannot be seen to rise.
        ParkedOnes.Add(0);
        DeadOnes.Add(0);
    }

    public static void Attempted(WebhookResult result) => Deliveries.Add(1, new KeyValuePair<string, object?>("result", result.Name()));

    public static void Delivered(long delayMs) => Delay.Record(Math.Max(0, delayMs) / 1e3);

    public static void Parked() => ParkedOnes.Add(1);

    public static void Died() => DeadOnes.Add(1);
}
