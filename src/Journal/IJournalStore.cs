using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>One append as the group commit hands it to a store: the entries with their encoded bodies and digests.</summary>
public sealed record PendingAppend(ImmutableArray<Entry> Entries, ImmutableArray<byte[]> Bodies, ImmutableArray<byte[]> Digests)
{
    public static PendingAppend Of(ImmutableArray<Entry> entries)
    {
        var bodies = new byte[entries.Length][];
        var digests = new byte[entries.Length][];
        for (var i = 0; i < entries.Length; i++)
        {
            bodies[i] = EventJson.Write(entries[i].Event);
            digests[i] = new byte[EntryDigest.Size];
            EntryDigest.Compute(entries[i], bodies[i], digests[i]);
        }
        return new PendingAppend(entries, [.. bodies], [.. digests]);
    }

    public OwnerId Owner => Entries[0].Owner;

    /// <summary>How many rows this is in the journal.</summary>
    public int RowCount { get; } = Entries.Sum(entry => Math.Max(1, entry.Transfers.Length));
}

/// <summary>What a load of one owner among many came to; one of the two is null.</summary>
public readonly record struct OwnerLoad(OwnerHistory? History, CorruptEntryException? Corruption);

/// <summary>
/// A database under the journal. It knows nothing of queues: it writes one batch when told to, and reads. Everything else of
/// <see cref="IJournal"/> is the same for every database and lives above.
/// </summary>
public interface IJournalStore : IJournalQueries, IObservationStore, IAsyncDisposable
{
    /// <summary>Frozen when the schema is created; known after <see cref="OpenAsync"/>.</summary>
    int PartitionCount { get; }

    /// <summary>Creates or upgrades the schema under a lock; safe to run from many processes at once.</summary>
    ValueTask OpenAsync(CancellationToken cancellation);

    /// <summary>
    /// Writes the appends of one partition in one transaction and answers each in order. A fenced or duplicate append does not fail its
    /// neighbours. Never throws for a broken connection: then every append of the batch is <see cref="AppendResult.Unknown"/>.
    /// </summary>
    /// <param name="appends">No two of one owner, and no command id twice.</param>
    /// <exception cref="JournalUnavailableException">The store refused, and it is proven that nothing was written.</exception>
    ValueTask<AppendResult[]> WriteAsync(int partition, IReadOnlyList<PendingAppend> appends, CancellationToken cancellation);

    /// <summary>See <see cref="IJournal.LoadAsync"/> and <see cref="IJournal.LoadAfterAsync"/>; one round trip for all the owners.</summary>
    ValueTask<OwnerLoad[]> LoadAsync(IReadOnlyList<(OwnerId Owner, Seen? After)> owners, CancellationToken cancellation);

    ValueTask<OwnerStatus[]> StatusOfAsync(IReadOnlyList<OwnerId> owners, CancellationToken cancellation);

    /// <summary>The entries with these command ids, intact or not: one that is not concerns only who asked for it.</summary>
    ValueTask<ImmutableArray<StoredEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation);

    ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation);

    ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(string reference, OwnerId? owner, int countMax, CancellationToken cancellation);

    ValueTask SaveSnapshotsAsync(IReadOnlyList<OwnerSnapshot> snapshots, CancellationToken cancellation);

    /// <summary>In order and without gaps. Ends before an entry that is not intact; an entry that is not intact and comes first is thrown.</summary>
    ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation);

    /// <summary>The last position of every partition.</summary>
    ValueTask<ImmutableArray<long>> HeadPositionsAsync(CancellationToken cancellation);

    /// <summary>See <see cref="IJournal.TryLeadFeedAsync"/>.</summary>
    ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation);

    ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation);

    ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation);

    /// <summary>Every batch of a partition in order, for the audit.</summary>
    IAsyncEnumerable<StoredBatch> ReadBatchesAsync(int partition, CancellationToken cancellation);

    /// <summary>Every entry of a partition in order of position, intact or not, for the audit.</summary>
    IAsyncEnumerable<StoredEntry> ReadEntriesAsync(int partition, CancellationToken cancellation);

    /// <summary>Command ids that more than one entry carries, for the audit: looked for in the rows, not in the index that forbids it.</summary>
    IAsyncEnumerable<Guid> ReadRepeatedCommandsAsync(CancellationToken cancellation);

    /// <summary>Every stored snapshot, ordered by owner, for the audit.</summary>
    IAsyncEnumerable<StoredSnapshot> ReadSnapshotsAsync(CancellationToken cancellation);

    /// <summary>Every feed reader's cursor, for the audit.</summary>
    IAsyncEnumerable<FeedCursor> ReadCursorsAsync(CancellationToken cancellation);
}

/// <summary>One group-committed batch as the store has it now.</summary>
/// <param name="Digest">Stored: see <see cref="BatchChain"/>.</param>
/// <param name="Chain">Stored: see <see cref="BatchChain"/>.</param>
public sealed record StoredBatch(int Partition, long FirstPosition, long LastPosition, byte[] Digest, byte[] Chain);

/// <param name="IsIntact">False when the snapshot is not what was saved.</param>
public sealed record StoredSnapshot(OwnerSnapshot Snapshot, bool IsIntact);

public sealed record FeedCursor(string Reader, int Partition, long Position);
