using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Whether to restart this host (live), whether to send it requests (ready), and how it does.</summary>
internal static class Health
{
    /// <summary>Never touches the database: a host that restarts because the database is away makes nothing better.</summary>
    public static Operation Live { get; } = new("Is the process alive?", _ => new(Said("live"))) { Answers = [(200, "Health")] };

    public static Operation Ready(HostReadiness host) => new("Can it serve requests?", async call =>
        await host.IsReadyAsync(call.Aborted) ? Said("ready") : Problems.NotReady.Plain())
    {
        Answers = [(200, "Health")],
    };

    public static Operation Metrics(MetricsPage page) => new("Metrics in Prometheus' text format", async call =>
    {
        await page.WriteAsync(call.Http);
        return Reply.Written;
    })
    {
        Answers = [(200, "Metrics")],
    };

    private static Reply Said(string status) => Reply.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, status);
        writer.WriteEndObject();
    });
}
