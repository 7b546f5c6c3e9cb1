using System.Collections.Concurrent;
using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>A store whose writes can be held up, watched and spoilt.</summary>
internal sealed class HeldStore(IJournalStore inner) : IJournalStore
{
    private readonly SemaphoreSlim passes = new(0);

    /// <summary>True: every write waits for a <see cref="LetOneThrough"/>.</summary>
    public bool IsHolding { get; set; }

    public Func<PendingAppend, PendingAppend> Spoil { get; set; } = append => append;

    /// <summary>The number of appends in each batch that reached the store.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();

    /// <summary>Signalled when a write arrives.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    public void LetOneThrough() => passes.Release();

    public async ValueTask<AppendResult[]> WriteAsync(int partition, IReadOnlyList<PendingAppend> appends, CancellationToken cancellation)
    {
        Batches.Enqueue(appends.Count);
        Arrived.Release();
        if (IsHolding) await passes.WaitAsync(cancellation);
        return await inner.WriteAsync(partition, [.. appends.Select(Spoil)], cancellation);
    }

    public int PartitionCount => inner.PartitionCount;
    public ValueTask OpenAsync(CancellationToken cancellation) => inner.OpenAsync(cancellation);
    public ValueTask<OwnerLoad[]> LoadAsync(IReadOnlyList<(OwnerId Owner, Seen? After)> owners, CancellationToken cancellation) => inner.LoadAsync(owners, cancellation);
    public ValueTask<OwnerStatus[]> StatusOfAsync(IReadOnlyList<OwnerId> owners, CancellationToken cancellation) => inner.StatusOfAsync(owners, cancellation);
    public ValueTask<ImmutableArray<StoredEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation) => inner.FindAsync(commandIds, cancellation);
    public ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation) => inner.AboutAsync(subject, cancellation);
    public ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(string reference, OwnerId? owner, int countMax, CancellationToken cancellation) => inner.ReferringToAsync(reference, owner, countMax, cancellation);
    public ValueTask SaveSnapshotsAsync(IReadOnlyList<OwnerSnapshot> snapshots, CancellationToken cancellation) => inner.SaveSnapshotsAsync(snapshots, cancellation);
    public ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation) => inner.ReadFeedAsync(partition, after, countMax, cancellation);
    public ValueTask<ImmutableArray<long>> HeadPositionsAsync(CancellationToken cancellation) => inner.HeadPositionsAsync(cancellation);
    public ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation) => inner.TryLeadFeedAsync(partition, cancellation);
    public ValueTask<bool> SaveObservationsAsync(string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation) => inner.SaveObservationsAsync(observer, partition, from, to, changed, cancellation);
    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation) => inner.ReadObservationsAsync(observer, partition, asked, cancellation);
    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation) => inner.ReadSubjectAsync(observer, subject, firstDay, lastDay, cancellation);
    public ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation) => inner.DeleteObservationsAsync(observer, partition, cancellation);
    public ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation) => inner.ReadCursorAsync(reader, partition, cancellation);
    public ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation) => inner.SaveCursorAsync(reader, partition, position, cancellation);
    public IAsyncEnumerable<StoredBatch> ReadBatchesAsync(int partition, CancellationToken cancellation) => inner.ReadBatchesAsync(partition, cancellation);
    public IAsyncEnumerable<StoredEntry> ReadEntriesAsync(int partition, CancellationToken cancellation) => inner.ReadEntriesAsync(partition, cancellation);
    public IAsyncEnumerable<Guid> ReadRepeatedCommandsAsync(CancellationToken cancellation) => inner.ReadRepeatedCommandsAsync(cancellation);
    public IAsyncEnumerable<StoredSnapshot> ReadSnapshotsAsync(CancellationToken cancellation) => inner.ReadSnapshotsAsync(cancellation);
    public IAsyncEnumerable<FeedCursor> ReadCursorsAsync(CancellationToken cancellation) => inner.ReadCursorsAsync(cancellation);
    public ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation) => inner.HistoryAsync(owner, before, countMax, cancellation);
    public ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation) => inner.BalancesAtAsync(owner, atMs, cancellation);
    public ValueTask<Proof> ProveAsync(CancellationToken cancellation) => inner.ProveAsync(cancellation);
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
