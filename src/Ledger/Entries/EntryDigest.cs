using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Granary.Ledger;

/// <summary>
/// SHA-256 over everything an entry says, in one fixed layout (big endian): owner, sequence, command id, request hash, kind, time, number of
/// transfers, each transfer, length of the body, body. The journal chains these, so a changed row is found.
/// </summary>
public static class EntryDigest
{
    public const int Size = SHA256.HashSizeInBytes;
    private const int HeadSize = 8 + 8 + 16 + 16 + 2 + 8 + 4;
    private const int TransferSize = 1 + 8 + 1 + 4 + 8;

    /// <param name="body">The event as <see cref="EventJson"/> wrote it: the stored bytes, not a new encoding of them.</param>
    public static void Compute(Entry entry, ReadOnlySpan<byte> body, Span<byte> digest)
    {
        var size = HeadSize + (entry.Transfers.Length * TransferSize) + 4 + body.Length;
        var rented = size > 1024 ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = rented is null ? stackalloc byte[1024] : rented.AsSpan();
        Write(entry, body, bytes);
        SHA256.HashData(bytes[..size], digest);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    private static void Write(Entry entry, ReadOnlySpan<byte> body, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, entry.Owner.Packed);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], entry.Sequence);
        entry.CommandId.TryWriteBytes(bytes[16..], bigEndian: true, out _);
        entry.RequestHash.TryWriteBytes(bytes[32..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt16BigEndian(bytes[48..], (short)entry.Event.Kind);
        BinaryPrimitives.WriteInt64BigEndian(bytes[50..], entry.AtMs);
        BinaryPrimitives.WriteInt32BigEndian(bytes[58..], entry.Transfers.Length);
        bytes = bytes[HeadSize..];
        foreach (var transfer in entry.Transfers)
        {
            bytes[0] = (byte)transfer.DebitPocket;
            BinaryPrimitives.WriteInt64BigEndian(bytes[1..], transfer.CreditOwner.Packed);
            bytes[9] = (byte)transfer.CreditPocket;
            BinaryPrimitives.WriteInt32BigEndian(bytes[10..], transfer.Asset.Code);
            BinaryPrimitives.WriteInt64BigEndian(bytes[14..], transfer.AmountMinor);
            bytes = bytes[TransferSize..];
        }
        BinaryPrimitives.WriteInt32BigEndian(bytes, body.Length);
        body.CopyTo(bytes[4..]);
    }
}
