using System.Text.Json;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>What a store has on its disk: the bytes that each entry was written as, its digest, and the chain of the batches.</summary>
internal sealed class ModelRows(int partitionCount)
{
    private readonly List<(Entry Columns, byte[] Body, byte[] Digest)>[] rows = [.. Enumerable.Range(0, partitionCount).Select(_ => new List<(Entry, byte[], byte[])>())];
    private readonly List<StoredBatch>[] batches = [.. Enumerable.Range(0, partitionCount).Select(_ => new List<StoredBatch>())];

    public int Write(PendingAppend append, long firstPosition)
    {
        var partition = Partitioning.Of(append.Owner, partitionCount);
        for (var i = 0; i < append.Entries.Length; i++) rows[partition].Add((append.Entries[i], append.Bodies[i], append.Digests[i]));
        var digest = BatchChain.DigestOf(append.Digests);
        var chain = BatchChain.After(ChainOf(partition), digest);
        batches[partition].Add(new StoredBatch(partition, firstPosition, firstPosition + append.Entries.Length - 1, digest, chain));
        return partition;
    }

    public byte[] ChainOf(int partition) => batches[partition] is [.., var last] ? last.Chain : BatchChain.Genesis;

    public IEnumerable<StoredBatch> Batches(int partition) => batches[partition];

    /// <summary>The entries of a partition as the rows have them now, intact or not.</summary>
    public IEnumerable<StoredEntry> Entries(int partition) => rows[partition].Select((row, i) => Read(partition, i + 1, row.Columns, row.Body, row.Digest));

    /// <summary>One bit of the newest entry turns over.</summary>
    public void FlipBit(int partition) => rows[partition][^1].Body[^1] ^= 1;

    private static StoredEntry Read(int partition, long position, Entry columns, byte[] body, byte[] digest)
    {
        var computed = new byte[EntryDigest.Size];
        EntryDigest.Compute(columns, body, computed);
        var (entry, flaw) = computed.AsSpan().SequenceEqual(digest) ? Parsed(columns, body) : (null, "its digest is not that of its columns");
        return new StoredEntry(partition, position, columns.Owner, columns.Sequence, columns.CommandId, entry, digest, flaw);
    }

    private static (Entry?, string? Flaw) Parsed(Entry columns, byte[] body)
    {
        try
        {
            return (columns with { Event = EventJson.Read(columns.Event.Kind, body) }, null);
        }
        catch (JsonException unreadable)
        {
            return (null, unreadable.Message);
        }
    }
}
