using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Granary.ApiHost;

/// <summary>Whether an operation needs the caller's name for the request.</summary>
internal enum KeyRule : byte
{
    /// <summary>It only reads, or doing it twice is doing it twice on purpose.</summary>
    None,

    /// <summary>The path already names what is made; a key is taken when there is one.</summary>
    Optional,

    Required,
}

/// <summary>The header by which a caller names a request, so that sending it again carries nothing out twice.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const int LengthMax = 255;

    /// <param name="key">Null when the rule lets it be absent and it is.</param>
    public static Problem? Read(StringValues header, KeyRule rule, out string? key)
    {
        key = null;
        if (rule == KeyRule.None) return null;
        if (header.Count == 0) return rule == KeyRule.Required ? Problems.KeyMissing.Plain() : null;
        key = header[0];
        return header.Count == 1 && IsPrintable(key) ? null : Problems.KeyInvalid.With($"Exactly one key of 1 to {LengthMax} printable ASCII characters is needed.");
    }

    private static bool IsPrintable([NotNullWhen(true)] string? key)
    {
        if (key is null || key.Length is 0 or > LengthMax) return false;
        return !key.AsSpan().ContainsAnyExceptInRange(' ', '~');
    }
}
