using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Moves the sandbox's business clock, so that holds expire and settlements fall due while somebody watches.</summary>
internal static class AdvanceClock
{
    private const int StepSecondsMax = 366 * 24 * 60 * 60;

    private static readonly NumberField AdvanceSeconds = new("advanceSeconds", min: 0, max: StepSecondsMax);
    // Dates beyond cannot be written any more, and what cannot be written must not happen.
    private static readonly long LatestMs = new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static Operation Operation { get; } = new("Advance the sandbox's clock", HandleAsync)
    {
        Body = new BodyShape(AdvanceSeconds),
        Answers = [(200, "Clock")],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var clock = (SandboxClock)call.Services.Clock;
        var stepMs = AdvanceSeconds.In(call.Body) * 1_000;
        if (clock.NowMs + stepMs > LatestMs) return Problems.InvalidNumber.With("The clock ends with the year 2999.", "advanceSeconds");
        clock.Advance(stepMs);
        // The other hosts follow with their next beat, which is within a second of this one.
        await call.Services.BeatNow(call.Aborted);
        return await ReadClock.Handle(call);
    }
}
