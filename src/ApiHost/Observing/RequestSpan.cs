using System.Diagnostics;

namespace Granary.ApiHost;

/// <summary>
/// A request's part of a trace. ASP.NET Core makes it, the child of what the header <c>traceparent</c> names, when somebody listens; what it says is
/// said here, by route. The path itself would name owners.
/// </summary>
internal static class RequestSpan
{
    public const string Source = "Microsoft.AspNetCore";

    private const string SaysByItself = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    public static void Shape(ILoggingBuilder logging)
    {
        AppContext.SetSwitch(SaysByItself, true);
        // A log that could be written makes ASP.NET Core start an activity for every request, also when nobody listens. What this one would
        // say of a failure, the gate says.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    public static void Answered(RoutePlace? place, int status)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span) return;
        // As the metrics: the pattern and never the path, and a method that matches nothing could be anything.
        span.DisplayName = place?.Name ?? "unmatched";
        span.SetTag("http.request.method", place?.Method ?? "_OTHER").SetTag("http.response.status_code", status);
        if (place is not null) span.SetTag("http.route", place.Pattern);
        if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }
}
