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
        var query = call.Http.Request.Query;
        if (!QueryParameter.TryReadLimit(query["limit"], out var limit))
        {
            return Problems.InvalidParameter.With($"The limit must be a whole number from 1 to {QueryParameter.LimitMax}.", "limit");
        }
        var boundTo = $"webhook {webhook.Id:N}";
        HistoryCursor? before = null;
        if ((string?)query["cursor"] is { } text && !Cursor.TryRead(call.Services.Secret, boundTo, text, out before)) return Problems.InvalidCursor.Plain();
        var page = await call.WebhookDesk().DeadLetters(webhook.Id, before?.Positions ?? [], limit);
        return page is null ? Problems.InvalidCursor.Plain() : Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("deadLetters"u8);
            foreach (var letter in page.Letters) WebhookAnswers.Write(writer, letter);
            writer.WriteEndArray();
            if (page.Next.IsEmpty) writer.WriteNull("nextCursor"u8);
            else writer.WriteString("nextCursor"u8, Cursor.Write(call.Services.Secret, boundTo, new HistoryCursor(0, page.Next)));
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
