using Granary.Grains;

namespace Granary.ApiHost;

/// <summary>Tells a host to leave, as SIGTERM would. It hears of it with its next beat.</summary>
internal static class DrainHost
{
    public static Operation Operation { get; } = new("Drain a host", HandleAsync) { Answers = [(202, "Drain")] };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var name = (string)call.Http.Request.RouteValues["host"]!;
        if (!await call.Grains.GetGrain<IClusterGrain>(0).Drain(name)) return Problems.NotFound.Plain("host");
        return Reply.Accepted(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("host"u8, name);
            writer.WriteString("state"u8, Silo.HostState.Draining);
            writer.WriteEndObject();
        });
    }
}
