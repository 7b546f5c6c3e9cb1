using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// The model as <c>granary verify</c> reads a store, so that at the end of each night the real audit judges what lies on the disk: digests, chain, sums,
/// sequences and snapshots. Everything else that a store can do is asked of <see cref="ModelJournal"/>.
/// </summary>
internal sealed class AuditedStore(ModelStore store) : IJournalStore
{
    public int PartitionCount => store.PartitionCount;

    public ValueTask<Proof> ProveAsync(CancellationToken cancellation) => new(new Proof(
        [.. Totals().Select(total => new PocketTotal(total.Key.Kind, total.Key.Pocket, total.Key.Asset, total.Value))],
        [.. Partitions.Select(partition => new PartitionHead(partition, store.HeadOf(partition), [.. store.Rows.ChainOf(partition)]))]));

    public IAsyncEnumerable<StoredBatch> ReadBatchesAsync(int partition, CancellationToken cancellation) => store.Rows.Batches(partition).ToAsyncEnumerable();

    public IAsyncEnumerable<StoredEntry> ReadEntriesAsync(int partition, CancellationToken cancellation) => store.Rows.Entries(partition).ToAsyncEnumerable();

    public IAsyncEnumerable<Guid> ReadRepeatedCommandsAsync(CancellationToken cancellation) => Partitions
        .SelectMany(store.Rows.Entries).GroupBy(entry => entry.CommandId).Where(same => same.Count() > 1).Select(same => same.Key).ToAsyncEnumerable();

    public IAsyncEnumerable<StoredSnapshot> ReadSnapshotsAsync(CancellationToken cancellation) => store.Owners
        .Where(log => log.Snapshots.Count > 0).Select(log => new StoredSnapshot(log.Snapshots[^1], IsIntact: true)).ToAsyncEnumerable();

    public IAsyncEnumerable<FeedCursor> ReadCursorsAsync(CancellationToken cancellation) => store.Cursors.ToAsyncEnumerable();

    public ValueTask<OwnerLoad[]> LoadAsync(IReadOnlyList<(OwnerId Owner, Seen? After)> owners, CancellationToken cancellation) =>
        new([.. owners.Select(asked => new OwnerLoad(store.LoadAfter(asked.Owner, asked.After ?? Seen.Nothing(PartitionCount)), Corruption: null))]);

    public ValueTask<ImmutableArray<long>> HeadPositionsAsync(CancellationToken cancellation) => new([.. Enumerable.Range(0, PartitionCount).Select(store.HeadOf)]);

    public ValueTask OpenAsync(CancellationToken cancellation) => default;

    public ValueTask DisposeAsync() => default;

    // What no audit asks.

    public ValueTask<AppendResult[]> WriteAsync(int partition, IReadOnlyList<PendingAppend> appends, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<OwnerStatus[]> StatusOfAsync(IReadOnlyList<OwnerId> owners, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<StoredEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(string reference, OwnerId? owner, int countMax, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask SaveSnapshotsAsync(IReadOnlyList<OwnerSnapshot> snapshots, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation) => throw new NotSupportedException();

    private IEnumerable<int> Partitions => Enumerable.Range(0, PartitionCount);

    private Dictionary<(OwnerKind Kind, Pocket Pocket, Asset Asset), Int128> Totals()
    {
        var totals = new Dictionary<(OwnerKind, Pocket, Asset), Int128>();
        foreach (var entry in Partitions.SelectMany(store.Rows.Entries).Select(stored => stored.Entry).OfType<Entry>())
        {
            foreach (var transfer in entry.Transfers)
            {
                Move(entry.Owner.Kind, transfer.DebitPocket, transfer.Asset, -transfer.AmountMinor);
                Move(transfer.CreditOwner.Kind, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor);
            }
        }
        return totals;

        void Move(OwnerKind kind, Pocket pocket, Asset asset, Int128 creditMinor) =>
            totals[(kind, pocket, asset)] = totals.GetValueOrDefault((kind, pocket, asset)) + (pocket.GrowsOnDebit() ? -creditMinor : creditMinor);
    }
}
