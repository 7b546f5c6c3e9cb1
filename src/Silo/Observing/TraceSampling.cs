using System.Globalization;
using OpenTelemetry.Trace;

namespace Granary.Silo;

/// <summary>
/// Which traces are recorded, as the standard variables say: by default whatever the caller records, and one in a hundred of those that begin here.
/// What begins here and is linked to a recorded span is recorded too, or a traced payment would seldom show the batch that made it durable.
/// </summary>
internal sealed class TraceSampling(Sampler inner) : Sampler
{
    private const double UsualShare = 0.01;

    internal static Sampler Of(Func<string, string?> environment)
    {
        var said = double.TryParse(environment("OTEL_TRACES_SAMPLER_ARG"), NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1;
        return new TraceSampling(environment("OTEL_TRACES_SAMPLER")?.Trim().ToUpperInvariant() switch
        {
            "ALWAYS_ON" => new AlwaysOnSampler(),
            "ALWAYS_OFF" => new AlwaysOffSampler(),
            "TRACEIDRATIO" => new TraceIdRatioBasedSampler(said ? share : 1),
            "PARENTBASED_ALWAYS_ON" => new ParentBasedSampler(new AlwaysOnSampler()),
            "PARENTBASED_ALWAYS_OFF" => new ParentBasedSampler(new AlwaysOffSampler()),
            "PARENTBASED_TRACEIDRATIO" => new ParentBasedSampler(new TraceIdRatioBasedSampler(said ? share : 1)),
            _ => new ParentBasedSampler(new TraceIdRatioBasedSampler(said ? share : UsualShare)),
        });
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.ParentContext == default && samplingParameters.Links?.Any(link => link.Context.TraceFlags != 0) == true
            ? new SamplingResult(SamplingDecision.RecordAndSample)
            : inner.ShouldSample(samplingParameters);
}
