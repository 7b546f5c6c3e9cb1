using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>A webhook, and how far its deliveries have come in every partition of the journal.</summary>
internal static class ReadWebhook
{
    public static Operation Operation { get; } = new("Read a webhook and how its deliveries go", call => call.AnswerAboutWebhookAsync(HandleAsync))
    {
        Answers = [(200, "WebhookStanding")],
        Refusals = [Outcome.WebhookUnknown],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call, Webhook webhook)
    {
        var lanes = await call.WebhookDesk().LanesOf(webhook.Id);
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("webhook"u8);
            WebhookAnswers.Write(writer, webhook);
            writer.WriteStartArray("lanes"u8);
            foreach (var lane in lanes) WebhookAnswers.Write(writer, lane);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
