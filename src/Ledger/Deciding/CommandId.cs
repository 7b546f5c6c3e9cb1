using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Granary.Ledger;

/// <summary>
/// 128-bit ids derived from their cause with SHA-256, so that whoever asks again for the same thing arrives at the same id. Each parts'
/// length is hashed before it: ("ab", "c") and ("a", "bc") differ.
/// </summary>
public static class CommandId
{
    /// <summary>A client's request: the principal behind the API key and its <c>Idempotency-Key</c>.</summary>
    public static Guid OfRequest(string principal, string idempotencyKey) => Derive("request", principal, idempotencyKey);

    /// <summary>One item of a bulk request.</summary>
    public static Guid OfItem(string principal, string idempotencyKey, int index) =>
        Derive("item", principal, idempotencyKey, index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>An effect of something that is already in the journal, such as the expiry of a hold.</summary>
    public static Guid OfEffect(Guid cause, string effect) => Derive("effect", cause.ToString("N"), effect);

    /// <summary>128 bits over the parts of a request, for <see cref="Entry.RequestHash"/>.</summary>
    public static Guid HashOf(params ReadOnlySpan<string> parts) => Derive(parts);

    private static Guid Derive(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts) length += sizeof(int) + Encoding.UTF8.GetByteCount(part);
        Span<byte> text = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        var used = 0;
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part, text[(used + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(text[used..], bytes);
            used += sizeof(int) + bytes;
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..used], hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
