using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;

namespace Granary.Silo;

/// <summary>The metrics endpoint for <c>Actors=Embedded</c>: an exporter of our own, because the package is not everywhere.</summary>
internal static class MetricsFormat
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const int CollectWithinMs = 5_000;

    internal static (MeterProvider Provider, RequestDelegate Write) Build(MeterProviderBuilder builder)
    {
        var exporter = new PrometheusExporter();
        var collecting = new Lock();
        return (builder.AddReader(new BaseExportingMetricReader(exporter)).Build(), WriteAsync);

        Task WriteAsync(HttpContext http)
        {
            var text = Collect();
            http.Response.ContentType = ContentType;
            http.Response.ContentLength = text.Length;
            return http.Response.BodyWriter.WriteAsync(text, http.RequestAborted).AsTask();
        }

        // One at a time: two scrapes at once would share the exporter's text.
        byte[] Collect()
        {
            lock (collecting)
            {
                exporter.Collect?.Invoke(CollectWithinMs);
                return exporter.TakeText();
            }
        }
    }
}
