using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Granary.Ledger;

/// <summary>How single values look in every answer and webhook.</summary>
public static class JsonValues
{
    // Names and orders may be Chinese; an answer is never put into a page, so they stay readable.
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void WriteId(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Guid id)
    {
        Span<byte> text = stackalloc byte[32];
        id.TryFormat(text, out _, "N");
        writer.WriteString(name, text);
    }

    public static void WriteOwner(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, OwnerId owner) => writer.WriteString(name, owner.ToString());

    public static void WriteAmount(this Utf8JsonWriter writer, Asset asset, long amountMinor)
    {
        writer.WriteNumber("amountMinor"u8, amountMinor);
        writer.WriteString("currency"u8, asset.ToString());
    }

    /// <summary>RFC 3339 in UTC with milliseconds.</summary>
    public static void WriteInstant(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long atMs)
    {
        Span<byte> text = stackalloc byte[24];
        DateTimeOffset.FromUnixTimeMilliseconds(atMs).TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteString(name, text);
    }

    public static void WriteDate(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateOnly date)
    {
        Span<byte> text = stackalloc byte[10];
        date.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        writer.WriteString(name, text);
    }

    public static void WriteOptional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null) writer.WriteString(name, text);
    }

    /// <summary>Sums may be larger than a <c>long</c>; JSON does not mind.</summary>
    public static void WriteSum(this Utf8JsonWriter writer, Asset asset, Int128 sumMinor)
    {
        Span<byte> digits = stackalloc byte[48];
        sumMinor.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        writer.WritePropertyName(asset.ToString());
        writer.WriteRawValue(digits[..length], skipInputValidation: true);
    }
}
