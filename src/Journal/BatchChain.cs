using System.Security.Cryptography;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>
/// How batches are chained (ADR 0003): the digest of a batch is SHA-256 over the digests of its entries in order, and the chain is SHA-256
/// over the chain before and that digest. PostgreSQL computes the same in <c>journal_append</c>.
/// </summary>
public static class BatchChain
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>The chain of a partition without entries.</summary>
    public static byte[] Genesis => new byte[Size];

    public static byte[] DigestOf(IEnumerable<byte[]> entryDigests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var digest in entryDigests) hash.AppendData(digest);
        return hash.GetHashAndReset();
    }

    public static byte[] After(ReadOnlySpan<byte> chain, ReadOnlySpan<byte> batchDigest)
    {
        Span<byte> both = stackalloc byte[2 * Size];
        chain.CopyTo(both);
        batchDigest.CopyTo(both[Size..]);
        return SHA256.HashData(both);
    }
}
