using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>The secret of an API key: <c>gk_</c> and 256 bits in base64url. Only its SHA-256 is ever stored.</summary>
internal static class ApiKeySecret
{
    private const string Prefix = "gk_";
    private const int Length = 3 + 43;
    public const int LengthMax = 64;

    /// <summary>
    /// Derived from the host's secret and what it is for, and not drawn at random: a caller that lost the answer asks again with the same
    /// Idempotency-Key and gets the same key, and a sandbox prints the same keys at every start.
    /// </summary>
    public static string Derive(HostSecret secret, string purpose) => Prefix + Base64Url.EncodeToString(secret.Sign($"api key {purpose}"));

    public static bool LooksLike(ReadOnlySpan<char> text) => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && Ascii.IsValid(text);

    public static void Hash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> ascii = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(text, ascii);
        SHA256.HashData(ascii, hash);
    }

    public static string HashOf(string secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(secret, hash);
        return Convert.ToHexStringLower(hash);
    }
}
