using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Deliveries that were given up: a page of them, those that died last first, and another life for one or for all.</summary>
internal static class DeadLetters
{
    public static Operation List { get; } = new("List a webhook's dead letters, newest first", call => call.AnswerAboutWebhookAsync(ListAsync))
    {
        Query = [QueryParameter.Cursor, QueryParameter.Limit],
        Answers = [(200, "DeadLetterPage")],
        Refusals = [Outcome.WebhookUnknown],
    };

    public static Operation ReplayOne { get; } = new("Deliver a dead letter after all", ReplayOneAsync)
    {
        Answers = [(200, "DeadLettersReplayed")],
        Refusals = [Outcome.WebhookUnknown, Outcome.Busy],
    };

    public static Operation ReplayAll { get; } = new("Deliver all dead letters after all", call => call.AnswerAboutWebhookAsync((_, webhook) => ReplayAsync(call, webhook, deliveryId: null)))
    {
        Answers = [(200, "DeadLettersReplayed")],
        Refusals = [Outcome.WebhookUnknown],
    };

    private static async ValueTask<Reply> ListAsync(ApiCall call, Webhook webhook)
    {
        if (PageAsked.Read(call, $"webhook {webhook.Id:N}", out var asked) is { } wrong) return wrong;
        var page = await call.WebhookDesk().DeadLetters(webhook.Id, asked.Before?.Positions ?? [], asked.CountMax);
        return page is null ? Problems.InvalidCursor.Plain() : Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("deadLetters"u8);
            foreach (var letter in page.Letters) WebhookAnswers.Write(writer, letter);
            writer.WriteEndArray();
            asked.WriteNext(writer, call, page.Next.IsEmpty ? null : new HistoryCursor(0, page.Next));
            writer.WriteEndObject();
        });
    }

    private static async ValueTask<Reply> ReplayOneAsync(ApiCall call) =>
        call.ReadId("delivery", out var delivery) is { } wrong ? wrong : await call.AnswerAboutWebhookAsync((_, webhook) => ReplayAsync(call, webhook, delivery));

    private static async ValueTask<Reply> ReplayAsync(ApiCall call, Webhook webhook, Guid? deliveryId)
    {
        var replay = await call.WebhookDesk().Replay(webhook.Id, deliveryId);
        if (deliveryId is not null && replay is { ReplayedCount: 0, LeftCount: 0 }) return Problems.NotFound.Plain("delivery");
        if (deliveryId is not null && replay.ReplayedCount == 0) return Problems.Busy.With("As many deliveries wait for another attempt as may.");
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("replayed"u8, replay.ReplayedCount);
            writer.WriteNumber("left"u8, replay.LeftCount);
            writer.WriteEndObject();
        });
    }
}
