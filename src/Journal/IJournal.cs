using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>
/// The durable log of everything that was decided, and the only place where anything is true. Memory elsewhere is a cache of it.
/// </summary>
/// <remarks>
/// Owners hash to partitions. Within a partition, entries have gap-free positions that become visible in order: whoever has seen position p
/// has seen everything up to p. An owner's entries have gap-free sequences, unique in the store, and command ids are unique in the store.
/// </remarks>
public interface IJournal
{
    int PartitionCount { get; }

    /// <summary>True while the store answers and takes no write of anybody, as far as this process was told. Costs nothing.</summary>
    bool RefusesWrites => false;

    /// <summary>The partition that holds the owner's entries.</summary>
    int PartitionOf(OwnerId owner);

    /// <summary>
    /// Appends the entries of one owner, all or none, in order. Waits while the queue is full. An append that ends other than
    /// <see cref="AppendResult.Unknown"/> is settled: what it says is so.
    /// </summary>
    /// <param name="entries">At least one; one owner; consecutive sequences; distinct command ids.</param>
    ValueTask<AppendResult> AppendAsync(ImmutableArray<Entry> entries, CancellationToken cancellation = default);

    /// <summary>
    /// The owner's newest snapshot, and all of its own entries and of the credits to it after that snapshot, as of one instant.
    /// </summary>
    /// <exception cref="CorruptEntryException">A stored row is not what was written.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be reached.</exception>
    ValueTask<OwnerHistory> LoadAsync(OwnerId owner, CancellationToken cancellation = default);

    /// <summary>As <see cref="LoadAsync"/>, for somebody who already has everything up to <paramref name="seen"/>. The snapshot is null.</summary>
    ValueTask<OwnerHistory> LoadAfterAsync(OwnerId owner, Seen seen, CancellationToken cancellation = default);

    /// <summary>
    /// True when this process knows of a credit to the owner after <paramref name="seen"/>. A hint that costs nothing: false proves nothing,
    /// because other processes append too.
    /// </summary>
    bool KnowsNewerCredit(OwnerId owner, Seen seen);

    /// <summary>The owner's activation is gone: stop keeping what <see cref="KnowsNewerCredit"/> needs. Loading it again starts anew.</summary>
    void Forget(OwnerId owner);

    /// <summary>Whether the owner exists and is open, as its newest entry about that says.</summary>
    ValueTask<OwnerStatus> StatusOfAsync(OwnerId owner, CancellationToken cancellation = default);

    /// <summary>The entries that carry these command ids, in no particular order; ids that were never written are left out.</summary>
    ValueTask<ImmutableArray<PostedEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation = default);

    /// <summary>The entry with this command id and every entry about it, oldest first.</summary>
    ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation = default);

    /// <summary>The entries with this outside reference, of one owner or (null) of all, oldest first, at most <paramref name="countMax"/>.</summary>
    ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(string reference, OwnerId? owner, int countMax, CancellationToken cancellation = default);

    /// <summary>Keeps a snapshot; an older one than the stored is dropped. Losing one loses only time.</summary>
    ValueTask SaveSnapshotAsync(OwnerSnapshot snapshot, CancellationToken cancellation = default);

    /// <summary>The entries of a partition after a position, in order, at most <paramref name="countMax"/>.</summary>
    ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation = default);

    /// <summary>
    /// Those entries from the first to the last of two positions that were appended in a recorded trace, in order. Nothing may rest on it: a process
    /// knows it of its own appends, for a while, and of no others.
    /// </summary>
    ImmutableArray<TracedEntry> TracesOf(int partition, long from, long to) => [];

    /// <summary>Completes when the partition may have entries after the position, or when the time is over.</summary>
    ValueTask WaitForFeedAsync(int partition, long after, TimeSpan atMost, CancellationToken cancellation = default);

    /// <summary>The position of the partition's newest entry; 0 for none.</summary>
    ValueTask<long> HeadPositionAsync(int partition, CancellationToken cancellation = default);

    /// <summary>The right to lead the partition's feed; null while another process, or another activation of this one, has it.</summary>
    ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation = default);

    /// <summary>How far the named reader of a partition has come; 0 when it never said.</summary>
    ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation = default);

    /// <summary>Remembers how far a reader has come. Never moves it back.</summary>
    ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation = default);
}

/// <summary>What people and auditors ask of the journal; nothing here is on a payment's way.</summary>
public interface IJournalQueries
{
    /// <summary>The entries that debit or credit the owner, newest first, a page at a time.</summary>
    /// <param name="before">Where the page before ended; null for the newest.</param>
    ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation = default);

    /// <summary>The owner's balances after all entries with a time not after <paramref name="atMs"/>.</summary>
    ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation = default);

    /// <summary>Sums over the whole ledger and the heads of all partitions, as of one instant.</summary>
    ValueTask<Proof> ProveAsync(CancellationToken cancellation = default);
}
