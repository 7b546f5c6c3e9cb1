using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>The webhooks that the key sees, without their secrets.</summary>
internal static class ListWebhooks
{
    public static Operation Operation { get; } = new("List webhooks", HandleAsync) { Answers = [(200, "WebhookList")] };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var webhooks = await call.Grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).ListWebhooks();
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("webhooks"u8);
            foreach (var webhook in webhooks.Where(call.Caller.Sees)) WebhookAnswers.Write(writer, webhook);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
