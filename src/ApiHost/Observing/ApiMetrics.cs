using System.Diagnostics.Metrics;

namespace Granary.ApiHost;

/// <summary>Rates and latencies by route and class of status. An owner is never a label: there are millions of them.</summary>
internal sealed class ApiMetrics : IDisposable
{
    public const string MeterName = "Granary.Api";

    private static readonly string[] Classes = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"];
    private readonly Meter meter = new(MeterName);
    private readonly Histogram<double> duration;
    private readonly UpDownCounter<long> underWay;

    public ApiMetrics()
    {
        duration = meter.CreateHistogram(
            "granary.api.request.duration", "s", "From the first byte of a request to the end of its answer", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        underWay = meter.CreateUpDownCounter<long>("granary.api.requests.under_way", "{request}", "Requests being answered now");
    }

    public void Began() => underWay.Add(1);

    public void Answered(RoutePlace? place, int status, TimeSpan elapsed)
    {
        underWay.Add(-1);
        // The pattern and never the path; a path that matches nothing could be anything.
        duration.Record(
            elapsed.TotalSeconds, new("method", place?.Method ?? "other"), new("route", place?.Pattern ?? "unmatched"), new("status", Classes[Math.Min(status / 100, 5)]));
    }

    public void Dispose() => meter.Dispose();
}
