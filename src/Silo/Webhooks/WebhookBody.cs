using System.Buffers;
using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.Silo;

/// <summary>What a receiver gets: <c>type</c>, <c>timestamp</c> and <c>data</c>, the same bytes in every attempt.</summary>
internal static class WebhookBody
{
    public static ReadOnlyMemory<byte> Of(WebhookMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, JsonValues.Options);
        writer.WriteStartObject();
        if (message.Posted is { } posted) WriteEntry(writer, posted, message.Webhook.Owner);
        else WritePing(writer, message);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    // As the owner's list of entries shows it, and so without what is only somebody else's business.
    private static void WriteEntry(Utf8JsonWriter writer, PostedEntry posted, OwnerId? reader)
    {
        writer.WriteString("type"u8, posted.Entry.Event.Kind.Name());
        writer.WriteInstant("timestamp"u8, posted.Entry.AtMs);
        writer.WritePropertyName("data"u8);
        EntryJson.Write(writer, posted, reader);
    }

    private static void WritePing(Utf8JsonWriter writer, WebhookMessage message)
    {
        writer.WriteString("type"u8, "ping"u8);
        writer.WriteInstant("timestamp"u8, message.SentAtMs);
        writer.WriteStartObject("data"u8);
        writer.WriteId("webhook"u8, message.Webhook.Id);
        writer.WriteEndObject();
    }
}
