using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Granary.Silo;

/// <summary>Collects every meter of the house and shows it in Prometheus' text format when somebody asks.</summary>
public sealed class MetricsPage : IDisposable
{
    private const int SeriesMax = 500;

    private readonly MeterProvider provider;
    private readonly RequestDelegate write;

    public MetricsPage()
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            // Not Orleans' own: the page has the same names whichever runtime hosts the grains, and all of them as Prometheus wants names.
            .AddMeter("Granary.*", "System.Runtime")
            .AddView(instrument => new MetricStreamConfiguration
            {
                Name = PrometheusName.Readable(instrument.Name),
                // Beyond this an instrument's further series are counted together as one that says so.
                CardinalityLimit = SeriesMax,
            });
        (provider, write) = MetricsFormat.Build(builder);
    }

    public Task WriteAsync(HttpContext http) => write(http);

    public void Dispose() => provider.Dispose();
}
