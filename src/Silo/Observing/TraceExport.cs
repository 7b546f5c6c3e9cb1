using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Granary.Silo;

/// <summary>
/// Sends traces to a collector, by OTLP and set up by OpenTelemetry's own variables. Without an endpoint in the environment there is none, nobody
/// listens, and no span is made.
/// </summary>
public static class TraceExport
{
    /// <summary>The source of every span of the house.</summary>
    public const string SourceName = "Granary";

    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    public static bool IsWanted(Func<string, string?> environment) => Endpoints.Any(variable => !string.IsNullOrWhiteSpace(environment(variable)));

    /// <summary>Before the grains, and so there until the last of them is gone.</summary>
    /// <param name="more">Sources beside the house's own.</param>
    public static void AddTraceExport(this IServiceCollection services, SiloOptions options, params string[] more)
    {
        if (!IsWanted(Environment.GetEnvironmentVariable)) return;
        services.AddSingleton(_ => Build(options, more));
        services.AddHostedService<Exporting>();
    }

    private static TracerProvider Build(SiloOptions options, string[] more) => Sdk.CreateTracerProviderBuilder()
        // What the environment says of the service wins.
        .SetResourceBuilder(ResourceBuilder.CreateEmpty()
            .AddService("granary", autoGenerateServiceInstanceId: false, serviceInstanceId: options.Name)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector())
        .SetSampler(TraceSampling.Of(Environment.GetEnvironmentVariable))
        .AddSource(SourceName)
        .AddSource(more)
        .AddOtlpExporter()
        .Build();

    /// <summary>Starts the export with the host. The container ends it, after all that makes spans, and what is left is sent while there is time.</summary>
    private sealed class Exporting(TracerProvider provider) : IHostedService, IDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(provider);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // Before the container does it, which would give a collector that does not answer five seconds.
        public void Dispose() => provider.Shutdown((int)DrainSteps.TracesWithin.TotalMilliseconds);
    }
}
