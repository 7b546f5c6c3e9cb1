using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Granary.Ledger;

namespace Granary.Journal.Audit;

/// <summary>Replays one partition up to a head, entries and batches side by side.</summary>
internal sealed class PartitionReplay(IJournalStore store, PartitionHead head, ReplayedAccounts accounts)
{
    private readonly Queue<AuditFinding> findings = new();
    private byte[] chain = BatchChain.Genesis;
    private long position;

    internal long EntryCount { get; private set; }

    internal async IAsyncEnumerable<AuditFinding> FindingsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var entries = store.ReadEntriesAsync(head.Partition, cancellation).GetAsyncEnumerator(cancellation);
        await using var _ = entries.ConfigureAwait(false);
        var hasEntry = await entries.MoveNextAsync().ConfigureAwait(false);
        var batchesEnd = 0L;
        await foreach (var batch in store.ReadBatchesAsync(head.Partition, cancellation).ConfigureAwait(false))
        {
            if (batch.FirstPosition > head.Position) break;
            if (batch.FirstPosition != batchesEnd + 1) Find(AuditRule.BatchIntact, batch.FirstPosition, $"no batch covers what follows {batchesEnd}");
            // What lies before the batch and belongs to none is judged all the same.
            while (hasEntry && entries.Current.Position < batch.FirstPosition) hasEntry = await JudgeAsync(entries, null).ConfigureAwait(false);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            while (hasEntry && entries.Current.Position <= batch.LastPosition) hasEntry = await JudgeAsync(entries, digest).ConfigureAwait(false);
            Judge(batch, digest.GetHashAndReset());
            batchesEnd = batch.LastPosition;
            while (findings.TryDequeue(out var finding)) yield return finding;
        }
        while (hasEntry && entries.Current.Position <= head.Position) hasEntry = await JudgeAsync(entries, null).ConfigureAwait(false);
        JudgeHead(batchesEnd);
        await JudgeBeyondAsync(entries, hasEntry, cancellation).ConfigureAwait(false);
        while (findings.TryDequeue(out var finding)) yield return finding;
    }

    private async ValueTask<bool> JudgeAsync(IAsyncEnumerator<StoredEntry> entries, IncrementalHash? batchDigest)
    {
        var stored = entries.Current;
        batchDigest?.AppendData(stored.Digest);
        Judge(stored);
        return await entries.MoveNextAsync().ConfigureAwait(false);
    }

    private void Judge(StoredEntry stored)
    {
        EntryCount++;
        if (stored.Position != position + 1) Find(AuditRule.PositionsGapless, stored.Position, $"follows position {position}", stored.Owner);
        position = stored.Position;
        if (stored.Flaw is { } flaw) Find(AuditRule.EntryIntact, stored.Position, flaw, stored.Owner);
        if (Partitioning.Of(stored.Owner, store.PartitionCount) != head.Partition)
        {
            Find(AuditRule.OwnerInItsPartition, stored.Position, "lies in another owner's partition", stored.Owner);
        }
        if (accounts.Follow(stored.Owner, stored.Sequence) is { } expected)
        {
            Find(AuditRule.SequencesGapless, stored.Position, $"sequence {stored.Sequence} where {expected} was due", stored.Owner);
        }
        if (stored.Entry is { } entry) accounts.Apply(entry);
    }

    private void Judge(StoredBatch batch, byte[] digestOfEntries)
    {
        if (!batch.Digest.AsSpan().SequenceEqual(digestOfEntries))
        {
            Find(AuditRule.BatchIntact, batch.FirstPosition, $"the digest of the batch up to {batch.LastPosition} is not that of its entries");
        }
        if (!batch.Chain.AsSpan().SequenceEqual(BatchChain.After(chain, batch.Digest)))
        {
            Find(AuditRule.ChainIntact, batch.FirstPosition, "the chain does not follow from the batch before");
        }
        // From the stored one on: one broken link is one finding, not one per batch that comes after it.
        chain = batch.Chain;
    }

    private void JudgeHead(long batchesEnd)
    {
        if (position != head.Position) Find(AuditRule.PositionsGapless, head.Position, $"the head, but the last entry is at {position}");
        if (batchesEnd != head.Position) Find(AuditRule.BatchIntact, head.Position, $"the head, but the last batch ends at {batchesEnd}");
        if (chain.AsSpan().SequenceEqual(head.Chain.AsSpan())) return;
        Find(AuditRule.ChainIntact, head.Position, "the head's chain is not the last batch's");
    }

    // An entry behind the head as it is now was not written through the head.
    private async ValueTask JudgeBeyondAsync(IAsyncEnumerator<StoredEntry> entries, bool hasEntry, CancellationToken cancellation)
    {
        if (!hasEntry) return;
        var now = (await store.HeadPositionsAsync(cancellation).ConfigureAwait(false))[head.Partition];
        for (; hasEntry; hasEntry = await entries.MoveNextAsync().ConfigureAwait(false))
        {
            if (entries.Current.Position <= now) continue;
            Find(AuditRule.PositionsGapless, entries.Current.Position, "lies behind the head", entries.Current.Owner);
        }
    }

    private void Find(AuditRule rule, long at, string what, OwnerId? owner = null) =>
        findings.Enqueue(new AuditFinding(rule, head.Partition, at, owner, what));
}
