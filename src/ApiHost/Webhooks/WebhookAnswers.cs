using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>How webhooks and their lanes look in answers.</summary>
internal static class WebhookAnswers
{
    public static void Write(Utf8JsonWriter writer, Webhook webhook)
    {
        writer.WriteStartObject();
        writer.WriteId("id"u8, webhook.Id);
        writer.WriteString("url"u8, webhook.Url);
        if (webhook.Owner is { } owner) writer.WriteOwner("owner"u8, owner);
        if (!webhook.Kinds.IsEmpty)
        {
            writer.WriteStartArray("events"u8);
            foreach (var kind in webhook.Kinds) writer.WriteStringValue(kind.Name());
            writer.WriteEndArray();
        }
        writer.WriteBoolean("enabled"u8, webhook.IsEnabled);
        writer.WriteStartArray("secrets"u8);
        foreach (var term in webhook.Secrets)
        {
            writer.WriteStartObject();
            writer.WriteNumber("generation"u8, term.Generation);
            if (term.EndsAtMs is { } endsAtMs) writer.WriteInstant("endsAt"u8, endsAtMs);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, WebhookLaneStanding lane)
    {
        writer.WriteStartObject();
        writer.WriteNumber("partition"u8, lane.Partition);
        writer.WriteNumber("position"u8, lane.Position);
        writer.WriteNumber("head"u8, lane.Head);
        writer.WriteNumber("parked"u8, lane.ParkedCount);
        writer.WriteNumber("dead"u8, lane.DeadCount);
        if (lane.DeliveredAtMs > 0) writer.WriteInstant("deliveredAt"u8, lane.DeliveredAtMs);
        if (lane.FailedAtMs > 0) writer.WriteInstant("failedAt"u8, lane.FailedAtMs);
        if (lane.LastFailure is { } failure) WriteReceipt(writer, "lastFailure"u8, failure);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, DeadLetter letter)
    {
        writer.WriteStartObject();
        writer.WriteId("id"u8, letter.Id);
        writer.WriteString("type"u8, letter.Kind.Name());
        writer.WriteNumber("partition"u8, letter.Partition);
        writer.WriteNumber("position"u8, letter.Position);
        writer.WriteInstant("at"u8, letter.AtMs);
        writer.WriteNumber("attempts"u8, letter.AttemptCount);
        writer.WriteInstant("diedAt"u8, letter.DiedAtMs);
        WriteReceipt(writer, "lastFailure"u8, letter.LastFailure);
        writer.WriteEndObject();
    }

    /// <summary>What the receiver said is its status and no more: nobody reads through us what we can reach.</summary>
    public static void WriteReceipt(Utf8JsonWriter writer, WebhookReceipt receipt)
    {
        writer.WriteStartObject();
        writer.WriteString("result"u8, receipt.Result.Name());
        if (receipt.Status > 0) writer.WriteNumber("status"u8, receipt.Status);
        writer.WriteNumber("elapsedMs"u8, receipt.ElapsedMs);
        writer.WriteEndObject();
    }

    private static void WriteReceipt(Utf8JsonWriter writer, ReadOnlySpan<byte> name, WebhookReceipt receipt)
    {
        writer.WritePropertyName(name);
        WriteReceipt(writer, receipt);
    }
}
