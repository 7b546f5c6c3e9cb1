using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Granary.Journal;

/// <summary>SHA-256 over a snapshot, so that a changed one is dropped instead of believed.</summary>
public static class SnapshotDigest
{
    public static byte[] Of(OwnerSnapshot snapshot)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        Append(hash, number, snapshot.Owner.Packed);
        Append(hash, number, snapshot.Seen.Sequence);
        foreach (var position in snapshot.Seen.Positions) Append(hash, number, position);
        hash.AppendData(snapshot.State.Span);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, Span<byte> number, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(number, value);
        hash.AppendData(number);
    }
}
