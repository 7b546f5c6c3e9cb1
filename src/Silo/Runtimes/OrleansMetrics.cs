using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Granary.Silo;

/// <summary>The metrics endpoint for <c>Actors=Orleans</c>: OpenTelemetry's own, with the names that the other build has.</summary>
internal static class MetricsFormat
{
    internal static (MeterProvider Provider, RequestDelegate Write) Build(MeterProviderBuilder builder)
    {
        var provider = builder.AddPrometheusExporter(options =>
        {
            options.ScrapeResponseCacheDurationMilliseconds = 0;
            options.ScopeInfoEnabled = false;
            options.TargetInfoEnabled = false;
        }).Build();
        var page = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        page.UseOpenTelemetryPrometheusScrapingEndpoint(
            provider, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return (provider, page.Build());
    }
}
