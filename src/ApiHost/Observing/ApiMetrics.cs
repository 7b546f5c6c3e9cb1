using System.Diagnostics.Metrics;

namespace Granary.ApiHost;

/// <summary>
/// Rates and latencies by route and class of status. An owner is never a label: there are millions of them. One meter per process, because
/// Prometheus wants each name once.
/// </summary>
internal static class ApiMetrics
{
    private static readonly Meter Meter = new("Granary.Api");
    private static readonly string[] Classes = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"];

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "granary.api.request.duration", "s", "From the first byte of a request to the end of its answer", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    private static readonly UpDownCounter<long> UnderWay =
        Meter.CreateUpDownCounter<long>("granary.api.requests.under_way", "{request}", "Requests being answered now");

    private static readonly Counter<long> Sheds =
        Meter.CreateCounter<long>("granary.api.requests.shed", "{request}", "Requests refused at once because too many were under way");

    public static void Shed() => Sheds.Add(1);

    public static void Began() => UnderWay.Add(1);

    public static void Answered(RoutePlace? place, int status, TimeSpan elapsed)
    {
        UnderWay.Add(-1);
        // The pattern and never the path; a path that matches nothing could be anything.
        Duration.Record(
            elapsed.TotalSeconds,
            new("method", place?.Method ?? "other"), new("route", place?.Pattern ?? "unmatched"), new("status", Classes[Math.Min(status / 100, 5)]));
    }
}
