using System.Diagnostics;

namespace Granary.ApiHost;

/// <summary>
/// The outermost part of every request: lets only so many in at a time, turns exceptions and unmatched paths into problems, and measures.
/// </summary>
internal sealed class Gate(ILogger<Gate> log)
{
    /// <summary>Beyond this a request is refused at once: waiting in a longer queue would only make every answer late.</summary>
    public const int UnderWayMax = 4_096;

    private int underWay;

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var place = context.GetEndpoint()?.Metadata.GetMetadata<RoutePlace>();
        ApiMetrics.Began();
        try
        {
            if (Interlocked.Increment(ref underWay) > UnderWayMax && place is not { IsAlwaysAnswered: true }) await RefuseAsync(context, Problems.Overloaded.Plain());
            else await AnswerAsync(context, next, place);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
            ApiMetrics.Answered(place, context.Response.StatusCode, Stopwatch.GetElapsedTime(startedAt));
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next, RoutePlace? place)
    {
        try
        {
            await next(context);
            if (place is null && !context.Response.HasStarted) await RefuseAsync(context, Unmatched(context.Response.StatusCode));
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
                log.LogError(failed, "{Request} failed", context.TraceIdentifier);
                return Failures.ProblemOf(failed) ?? Problems.InternalError.Plain();
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
