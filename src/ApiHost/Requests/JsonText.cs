using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Granary.ApiHost;

/// <summary>
/// Strings out of a reader over valid UTF-8. Only an escape can still be no text, half a surrogate pair, and the reader says so with an
/// exception; here it is a value.
/// </summary>
internal static class JsonText
{
    private const int EchoedLengthMax = 64;

    public static bool TryGet(ref Utf8JsonReader reader, [NotNullWhen(true)] out string? text)
    {
        if (!reader.ValueIsEscaped)
        {
            text = reader.GetString()!;
            return true;
        }
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    public static bool Equals(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan.SequenceEqual(utf8);
        try
        {
            return reader.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A client's own property name, short enough to be said back.</summary>
    public static string NameOf(ref Utf8JsonReader reader) =>
        !TryGet(ref reader, out var name) ? "?" : name.Length <= EchoedLengthMax ? name : $"{name.AsSpan(0, EchoedLengthMax)}...";
}
