using System.Diagnostics;
using Granary.Silo;
using OpenTelemetry.Trace;

namespace Granary.ApiHost.Tests;

/// <summary>Which traces are recorded.</summary>
public sealed class Sampling
{
    [Theory]
    [InlineData(null, null, 0, false), InlineData(null, "1", 0, true), InlineData("always_on", null, 0, true), InlineData("traceidratio", "0", 0, false)]
    [InlineData("parentbased_always_off", null, 0, false), InlineData("parentbased_always_off", null, 1, true), InlineData(null, null, 1, true)]
    public void What_is_recorded_is_said_by_the_standard_variables_and_a_recorded_link_is_followed(string? sampler, string? argument, int recordedLinks, bool isRecorded)
    {
        var sampling = TraceSampling.Of(name => name switch { "OTEL_TRACES_SAMPLER" => sampler, "OTEL_TRACES_SAMPLER_ARG" => argument, _ => null });
        var link = new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded));
        // The highest of all ids, so that a share of less than all leaves it out.
        var unlucky = ActivityTraceId.CreateFromString("ffffffffffffff7fffffffffffffffff");
        var asked = new SamplingParameters(default, unlucky, "journal batch", ActivityKind.Internal, tags: null, Enumerable.Repeat(link, recordedLinks));
        Assert.Equal(isRecorded, sampling.ShouldSample(asked).Decision == SamplingDecision.RecordAndSample);
    }
}
