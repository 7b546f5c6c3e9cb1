using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Granary.ApiHost;

/// <summary>Collects every meter of the house and shows it in Prometheus' text format when somebody asks.</summary>
internal sealed class MetricsPage : IDisposable
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const int SeriesMax = 500;
    private const int CollectWithinMs = 5_000;

    private readonly Lock collecting = new();
    private readonly PrometheusExporter exporter = new();
    private readonly MeterProvider provider;

    public MetricsPage()
    {
        provider = Sdk.CreateMeterProviderBuilder()
            // Not Orleans' own: the page has the same names whichever runtime hosts the grains, and all of them as Prometheus wants names.
            .AddMeter("Granary.*", "System.Runtime")
            // Beyond this an instrument's further series are counted together as one that says so.
            .AddView("*", new MetricStreamConfiguration { CardinalityLimit = SeriesMax })
            .AddReader(new BaseExportingMetricReader(exporter))
            .Build();
        Operation = new Operation("Metrics in Prometheus' text format", WriteAsync) { Answers = [(200, "Metrics")] };
    }

    public Operation Operation { get; }

    public void Dispose() => provider.Dispose();

    private async ValueTask<Reply> WriteAsync(ApiCall call)
    {
        var response = call.Http.Response;
        var text = Collect();
        response.ContentType = ContentType;
        response.ContentLength = text.Length;
        await response.BodyWriter.WriteAsync(text, call.Aborted);
        return Reply.Written;
    }

    // One at a time: two scrapes at once would share the exporter's text.
    private byte[] Collect()
    {
        lock (collecting)
        {
            exporter.Collect?.Invoke(CollectWithinMs);
            return exporter.TakeText();
        }
    }
}
