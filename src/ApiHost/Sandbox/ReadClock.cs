using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>What the sandbox's business clock shows.</summary>
internal static class ReadClock
{
    public static Operation Operation { get; } = new("Read the sandbox's clock", Handle) { Answers = [(200, "Clock")] };

    public static ValueTask<Reply> Handle(ApiCall call)
    {
        var nowMs = call.Services.Clock.NowMs;
        return new(Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteInstant("now"u8, nowMs);
            writer.WriteEndObject();
        }));
    }
}
