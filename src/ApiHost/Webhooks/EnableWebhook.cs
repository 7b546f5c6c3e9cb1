using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Lets a webhook that said it was gone have what it missed.</summary>
internal static class EnableWebhook
{
    public static Operation Operation { get; } = new("Enable a webhook again", HandleAsync)
    {
        Key = KeyRule.Required,
        Answers = [(200, "WebhookEnabled")],
        Refusals = [Outcome.KeyReused, Outcome.WebhookUnknown, Outcome.WebhookAlreadyEnabled],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var (problem, answer) = await call.AskAboutWebhookAsync(id => new PlatformCommand.EnableWebhook(call.CommandId, call.RequestHash, id));
        if (problem is not null) return problem;
        return Reply.Of(200, answer!.Entry!, static (writer, entry) =>
        {
            writer.WriteStartObject();
            writer.WriteId("webhook"u8, entry.Event.Subject);
            writer.WriteBoolean("enabled"u8, true);
            writer.WriteInstant("at"u8, entry.AtMs);
            writer.WriteEndObject();
        }, answer.Replayed);
    }
}
