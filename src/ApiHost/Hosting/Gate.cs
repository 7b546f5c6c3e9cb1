using System.Diagnostics;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>
/// The outermost part of every request: lets only so many in at a time, turns exceptions and unmatched paths into problems, and measures.
/// </summary>
internal sealed class Gate(AdaptiveLimit limit, HostState state, ILogger<Gate> log)
{
    public ApiLoad Load() => new(limit.UnderWay, limit.UnderWayMax, limit.Shed);

    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        // The client's next request then goes by a new connection, and so to somebody else.
        if (state.IsDraining) context.Response.Headers.Connection = "close";
        // Asked most of all when there is too much to do, and cheap.
        if (RoutePlace.IsAlwaysAnswered(context.Request.Path)) return CarryAsync(context, next, isCounted: false);
        return limit.TryEnter() ? CarryAsync(context, next, isCounted: true) : ShedAsync(context);
    }

    // Before the path is looked at, the body read or a grain asked: a refusal has to cost next to nothing. So it is only counted.
    private static Task ShedAsync(HttpContext context)
    {
        ApiMetrics.Shed();
        RequestSpan.Answered(place: null, StatusCodes.Status503ServiceUnavailable);
        return RefuseAsync(context, Problems.Overloaded.Plain());
    }

    private async Task CarryAsync(HttpContext context, RequestDelegate next, bool isCounted)
    {
        var startedAt = Stopwatch.GetTimestamp();
        ApiMetrics.Began();
        try
        {
            await AnswerAsync(context, next);
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(startedAt);
            if (isCounted) limit.Leave(elapsed);
            var (place, status) = (PlaceOf(context), context.Response.StatusCode);
            ApiMetrics.Answered(place, status, elapsed);
            RequestSpan.Answered(place, status);
        }
    }

    private static RoutePlace? PlaceOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RoutePlace>();

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && PlaceOf(context) is null) await RefuseAsync(context, Unmatched(context.Response.StatusCode));
        }
        catch (Exception failed)
        {
            if (ProblemOf(failed, context) is { } problem) await RefuseAsync(context, problem);
        }
    }

    private static Problem Unmatched(int status) => (status == StatusCodes.Status405MethodNotAllowed ? Problems.MethodNotAllowed : Problems.NotFound).Plain();

    private Problem? ProblemOf(Exception failed, HttpContext context)
    {
        switch (failed)
        {
            case OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested:
                // Nobody is there to read an answer.
                return null;
            case BadHttpRequestException bad:
                return Problem(bad);
            default:
                if (Failures.ProblemOf(failed) is not { } known)
                {
                    log.LogError(failed, "{Request} failed", context.TraceIdentifier);
                    return Problems.InternalError.Plain();
                }
                // What comes and goes with the machine: a line is enough, and there will be so many that not each is written.
                log.LogWarning("{Request} failed: {Reason}", context.TraceIdentifier, failed.Message);
                return known;
        }
    }

    // The server found the request's framing wrong while somebody read the body.
    private static Problem Problem(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => Problems.BodyTooSlow.Plain(),
        _ => Problems.BodyIncomplete.Plain(),
    };

    private static async Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }
        context.Response.Headers.Remove("Idempotent-Replayed");
        await context.Response.WriteProblemAsync(problem);
    }
}
