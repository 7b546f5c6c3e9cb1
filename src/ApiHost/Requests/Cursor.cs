using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>
/// Where a page of a list ended, as a text that only a host of this cluster can make and only for this list: version, sequence, positions, and
/// 128 bits of an HMAC over these and the list's name. It never expires, because entries never change.
/// </summary>
internal static class Cursor
{
    private const byte Version = 2;
    private const int HeadSize = 1 + 8;
    private const int SignatureSize = 16;
    private const int PositionsMax = 256;

    /// <param name="list">Which list it belongs to, such as its owner.</param>
    public static string Write(HostSecret secret, string list, HistoryCursor cursor)
    {
        var bytes = new byte[HeadSize + (8 * cursor.Positions.Length) + SignatureSize];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), cursor.Sequence);
        for (var i = 0; i < cursor.Positions.Length; i++) BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(HeadSize + (8 * i)), cursor.Positions[i]);
        Sign(secret, list, bytes.AsSpan(..^SignatureSize), bytes.AsSpan(^SignatureSize..));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False for whatever this cluster did not make for this list.</summary>
    public static bool TryRead(HostSecret secret, string list, string text, [NotNullWhen(true)] out HistoryCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[HeadSize + (8 * PositionsMax) + SignatureSize];
        if (text.Length > Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(text, out var size)) return false;
        if (size < HeadSize + SignatureSize || (size - HeadSize - SignatureSize) % 8 != 0) return false;
        if (!Base64Url.TryDecodeFromChars(text, bytes, out _)) return false;
        bytes = bytes[..size];
        // One text per cursor: spaces and unused bits, which a decoder forgives, are refused.
        if (Base64Url.EncodeToString(bytes) != text) return false;
        Span<byte> signature = stackalloc byte[SignatureSize];
        Sign(secret, list, bytes[..^SignatureSize], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes[^SignatureSize..])) return false;
        if (bytes[0] != Version) return false;
        cursor = new HistoryCursor(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), PositionsOf(bytes[HeadSize..^SignatureSize]));
        return true;
    }

    private static ImmutableArray<long> PositionsOf(ReadOnlySpan<byte> bytes)
    {
        var positions = new long[bytes.Length / 8];
        for (var i = 0; i < positions.Length; i++) positions[i] = BinaryPrimitives.ReadInt64BigEndian(bytes[(8 * i)..]);
        return ImmutableArray.Create(positions);
    }

    // With the length in front, no two cursors of whichever lists are the same bytes.
    private static void Sign(HostSecret secret, string list, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        byte[] signed = [(byte)(data.Length >> 8), (byte)data.Length, .. data, .. Encoding.UTF8.GetBytes(list)];
        secret.Sign(signed, whole);
        whole[..SignatureSize].CopyTo(signature);
    }
}
