using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Whether to restart this host (live) and whether to send it requests (ready).</summary>
internal static class Health
{
    /// <summary>Never touches the database: a host that restarts because the database is away makes nothing better.</summary>
    public static Operation Live { get; } = new("Is the process alive?", _ => new(Said("live"))) { Answers = [(200, "Health")] };

    public static Operation Ready(SiloReadiness silo) => new("Can it serve requests?", async call =>
        await silo.IsReadyAsync(call.Aborted) ? Said("ready") : Problems.NotReady.Plain())
    {
        Answers = [(200, "Health")],
    };

    private static Reply Said(string status) => Reply.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, status);
        writer.WriteEndObject();
    });
}
