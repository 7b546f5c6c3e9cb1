using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Gives a webhook a new secret. The ones before sign beside it until they end, so that a receiver can change without missing anything.</summary>
internal static class RollWebhookSecret
{
    private const int OverlapSecondsUsual = 24 * 60 * 60;

    private static readonly NumberField OverlapSeconds = new("overlapSeconds", min: 0, max: 7 * OverlapSecondsUsual) { IsRequired = false };

    public static Operation Operation { get; } = new("Give a webhook a new secret", HandleAsync)
    {
        Body = new BodyShape(OverlapSeconds),
        Key = KeyRule.Required,
        Answers = [(201, "WebhookSecretRolled")],
        Refusals = [Outcome.KeyReused, Outcome.WebhookUnknown],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var overlapMs = OverlapSeconds.In(call.Body, otherwise: OverlapSecondsUsual) * 1_000;
        var (problem, answer) = await call.AskAboutWebhookAsync(id => new PlatformCommand.RollWebhookSecret(call.CommandId, call.RequestHash, id, overlapMs));
        if (problem is not null) return problem;
        return Reply.Of(201, answer!.Entry!, (writer, entry) =>
        {
            var rolled = (PlatformEvent.WebhookSecretRolled)entry.Event;
            writer.WriteStartObject();
            writer.WriteId("webhook"u8, rolled.WebhookId);
            writer.WriteNumber("generation"u8, rolled.Generation);
            writer.WriteString("secret"u8, WebhookSecret.TextOf(call.Services.Secret, rolled.WebhookId, rolled.Generation));
            writer.WriteInstant("othersEndAt"u8, rolled.OthersEndAtMs);
            writer.WriteInstant("at"u8, entry.AtMs);
            writer.WriteEndObject();
        }, answer.Replayed);
    }
}
