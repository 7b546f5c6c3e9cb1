using System.Runtime.CompilerServices;
using Granary.Ledger;

namespace Granary.Journal.Audit;

/// <summary>
/// Replays a whole journal and tells where a rule does not hold. It stops at nothing and may run while others append: it judges everything
/// up to the heads of the instant at which it began.
/// </summary>
/// <param name="foldOf">
/// The fold of each kind of owner, such as <see cref="StateFolds.Of"/>; null for a kind of which only balances and status are compared.
/// </param>
public sealed class JournalAudit(IJournalStore store, Func<OwnerKind, IStateFold?> foldOf)
{
    /// <summary>Entries judged so far.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Snapshots judged so far.</summary>
    public long SnapshotCount { get; private set; }

    public async IAsyncEnumerable<AuditFinding> FindingsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var proof = await store.ProveAsync(cancellation).ConfigureAwait(false);
        foreach (var finding in TrialBalance.Findings(proof)) yield return finding;
        if (proof.Heads.Length != store.PartitionCount)
        {
            var heads = $"{proof.Heads.Length} heads for {store.PartitionCount} partitions";
            yield return new AuditFinding(AuditRule.ChainIntact, null, null, null, heads);
        }

        var accounts = new ReplayedAccounts();
        foreach (var head in proof.Heads)
        {
            var replay = new PartitionReplay(store, head, accounts);
            await foreach (var finding in replay.FindingsAsync(cancellation).ConfigureAwait(false)) yield return finding;
            EntryCount += replay.EntryCount;
        }
        foreach (var finding in accounts.Overdrawn()) yield return finding;

        await foreach (var command in store.ReadRepeatedCommandsAsync(cancellation).ConfigureAwait(false))
        {
            yield return new AuditFinding(AuditRule.CommandsUnique, null, null, null, $"command {command} is carried by more than one entry");
        }
        await foreach (var finding in SnapshotFindingsAsync(cancellation).ConfigureAwait(false)) yield return finding;
        await foreach (var cursor in store.ReadCursorsAsync(cancellation).ConfigureAwait(false))
        {
            if (await IsAheadAsync(cursor, cancellation).ConfigureAwait(false))
            {
                yield return new AuditFinding(
                    AuditRule.CursorsNotAhead, cursor.Partition, cursor.Position, null, $"reader {cursor.Reader} is ahead of the head");
            }
        }
    }

    private async IAsyncEnumerable<AuditFinding> SnapshotFindingsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var folding = new SnapshotReplay(store, foldOf);
        await foreach (var finding in folding.FindingsAsync(cancellation).ConfigureAwait(false)) yield return finding;
        SnapshotCount = folding.SnapshotCount;
    }

    // The cursor was read after the heads of the beginning: it is compared with the head of now.
    private async ValueTask<bool> IsAheadAsync(FeedCursor cursor, CancellationToken cancellation) =>
        cursor.Partition < 0 || cursor.Partition >= store.PartitionCount
        || cursor.Position > (await store.HeadPositionsAsync(cancellation).ConfigureAwait(false))[cursor.Partition];
}
