using System.Collections.Immutable;
using Granary.Journal.GroupCommit;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>
/// The journal as every process uses it: one writer per partition gathers the appends of all grains into batches, concurrent reads are
/// gathered into one query, and the newest entries are kept for readers of the feed.
/// </summary>
public sealed partial class GroupCommitJournal : IJournal, IJournalQueries, IObservationStore, IAsyncDisposable
{
    private readonly IJournalStore store;
    private readonly JournalOptions options;
    private readonly TimeProvider time;
    private readonly JournalMetrics metrics;
    private readonly WriteRefusals refusals;
    private readonly CreditMarks marks;
    private readonly HighWater highWater;
    private readonly FeedTail[] tails;
    private readonly HeadWatch heads;
    private readonly PartitionWriter[] writers;
    private readonly Gathering<(OwnerId Owner, Seen? After), OwnerLoad> loads;
    private readonly Gathering<OwnerId, OwnerStatus> statuses;
    private readonly Gathering<ImmutableArray<Guid>, ImmutableArray<StoredEntry>> finds;
    private readonly Gathering<OwnerSnapshot, bool> snapshots;
    private int isClosed;

    private GroupCommitJournal(IJournalStore store, JournalOptions options, TimeProvider time)
    {
        (this.store, this.options, this.time) = (store, options, time);
        var partitions = Enumerable.Range(0, store.PartitionCount).ToArray();
        metrics = new JournalMetrics(store.PartitionCount, partition => writers?[partition].Depth ?? 0);
        refusals = new WriteRefusals(time);
        marks = new CreditMarks(store.PartitionCount, options.WatchedOwnersMax);
        highWater = new HighWater(store.PartitionCount);
        tails = [.. partitions.Select(_ => new FeedTail(options))];
        heads = new(HeadPositionsAsync, tails, options, time);
        writers = [.. partitions.Select(partition => new PartitionWriter(
            partition, store, options, time, metrics, refusals, highWater, (batch, results) => Written(partition, batch, results)))];
        loads = new(LoadAllAsync, options.ReadBatchMax, options.ConcurrentReadsMax);
        statuses = new(async owners => await store.StatusOfAsync(owners, CancellationToken.None).ConfigureAwait(false),
            options.ReadBatchMax, options.ConcurrentReadsMax);
        finds = new(FindAllAsync, options.ReadBatchMax, options.ConcurrentReadsMax);
        // One at a time: snapshots only save time, and must not take it from appends.
        snapshots = new(SaveAllAsync, options.ReadBatchMax, concurrencyMax: 1);
    }

    /// <summary>Opens the store, creating or upgrading its schema; the journal owns the store from here on.</summary>
    public static async Task<GroupCommitJournal> OpenAsync(
        IJournalStore store, JournalOptions options, TimeProvider time, CancellationToken cancellation = default)
    {
        await store.OpenAsync(cancellation).ConfigureAwait(false);
        return new GroupCommitJournal(store, options, time);
    }

    public int PartitionCount => store.PartitionCount;

    /// <summary>Entries that wait or are being written, by partition.</summary>
    public ImmutableArray<int> QueuedEntries => [.. writers.Select(writer => writer.Depth)];

    /// <summary>
    /// Completes, with what to tell the operator, when the journal was seen to end before what it was known to hold. From then on it takes nothing more:
    /// what this process remembers never happened, and it must end.
    /// </summary>
    public Task<string> WentBack => highWater.WentBack;

    public bool RefusesWrites => refusals.AreRefused;

    public int PartitionOf(OwnerId owner) => Partitioning.Of(owner, store.PartitionCount);

    public ValueTask<AppendResult> AppendAsync(ImmutableArray<Entry> entries, CancellationToken cancellation = default)
    {
        AppendRules.Check(entries);
        highWater.Check();
        // Encoded here, on the caller's thread: the one writer of the partition only ships what is ready.
        var (partition, append) = (PartitionOf(entries[0].Owner), PendingAppend.Of(entries));
        return JournalSpans.IsTraced ? AppendTracedAsync(partition, append, cancellation) : writers[partition].AppendAsync(append, span: null, cancellation);
    }

    public ValueTask<OwnerHistory> LoadAsync(OwnerId owner, CancellationToken cancellation = default) => HistoryOf(owner, after: null, cancellation);

    public ValueTask<OwnerHistory> LoadAfterAsync(OwnerId owner, Seen seen, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seen.Positions.Length, PartitionCount, nameof(seen));
        return HistoryOf(owner, seen, cancellation);
    }

    public bool KnowsNewerCredit(OwnerId owner, Seen seen) => marks.IsNewer(owner, seen);

    public void Forget(OwnerId owner) => marks.Forget(owner);

    public async ValueTask<OwnerStatus> StatusOfAsync(OwnerId owner, CancellationToken cancellation = default) =>
        await statuses.AskAsync(owner, cancellation).ConfigureAwait(false);

    public async ValueTask<ImmutableArray<PostedEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation = default)
    {
        if (commandIds.IsEmpty) return [];
        var found = await finds.AskAsync(commandIds, cancellation).ConfigureAwait(false);
        return [.. found.Select(entry => entry.Posted)];
    }

    public ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation = default) =>
        store.AboutAsync(subject, cancellation);

    public ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(
        string reference, OwnerId? owner, int countMax, CancellationToken cancellation = default) =>
        store.ReferringToAsync(reference, owner, countMax, cancellation);

    public async ValueTask SaveSnapshotAsync(OwnerSnapshot snapshot, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(snapshot.Seen.Positions.Length, PartitionCount, nameof(snapshot));
        highWater.Check();
        await snapshots.AskAsync(snapshot, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(
        int partition, long after, int countMax, CancellationToken cancellation = default)
    {
        var kept = tails[partition].Read(after, countMax);
        metrics.ReadFeed(fromTail: kept is not null);
        if (kept is { } entries) return entries;
        var read = await store.ReadFeedAsync(partition, after, countMax, cancellation).ConfigureAwait(false);
        marks.Note(read);
        tails[partition].Read(read);
        return read;
    }

    public ImmutableArray<TracedEntry> TracesOf(int partition, long from, long to) => tails[partition].TracesOf(from, to);

    public ValueTask WaitForFeedAsync(int partition, long after, TimeSpan atMost, CancellationToken cancellation = default) =>
        heads.WaitAsync(partition, after, atMost, cancellation);

    public async ValueTask<long> HeadPositionAsync(int partition, CancellationToken cancellation = default) =>
        (await HeadPositionsAsync(cancellation).ConfigureAwait(false))[partition];

    public ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation = default) =>
        store.TryLeadFeedAsync(partition, cancellation);

    public ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation = default) =>
        store.ReadCursorAsync(reader, partition, cancellation);

    public ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation = default) =>
        store.SaveCursorAsync(reader, partition, position, cancellation);

    public ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation = default) =>
        store.HistoryAsync(owner, before, countMax, cancellation);

    public ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation = default) =>
        store.BalancesAtAsync(owner, atMs, cancellation);

    public ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation = default) =>
        store.SaveObservationsAsync(observer, partition, from, to, changed, cancellation);

    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation = default) =>
        store.ReadObservationsAsync(observer, partition, asked, cancellation);

    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation = default) =>
        store.ReadSubjectAsync(observer, subject, firstDay, lastDay, cancellation);

    public ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation = default) =>
        store.DeleteObservationsAsync(observer, partition, cancellation);

    public ValueTask<Proof> ProveAsync(CancellationToken cancellation = default) => store.ProveAsync(cancellation);

    /// <summary>Writes what is queued, for a bounded time, and closes the store. Once, however often it is asked.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isClosed, 1) == 1) return;
        await Task.WhenAll(writers.Select(writer => writer.DisposeAsync().AsTask())).ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        metrics.Dispose();
    }

    private async ValueTask<AppendResult> AppendTracedAsync(int partition, PendingAppend append, CancellationToken cancellation)
    {
        using var span = JournalSpans.Append(partition, append);
        try
        {
            var result = await writers[partition].AppendAsync(append, span, cancellation).ConfigureAwait(false);
            JournalSpans.Ended(span, result);
            return result;
        }
        catch
        {
            JournalSpans.Failed(span);
            throw;
        }
    }

    private async ValueTask<OwnerHistory> HistoryOf(OwnerId owner, Seen? after, CancellationToken cancellation)
    {
        marks.Watch(owner);
        var load = await loads.AskAsync((owner, after), cancellation).ConfigureAwait(false);
        return load.History ?? throw load.Corruption!;
    }

    private void Written(int partition, List<QueuedAppend> batch, AppendResult[] results)
    {
        PostedEntry[] entries = [.. results.OfType<AppendResult.Appended>().SelectMany(appended => appended.Entries)];
        if (entries.Length == 0) return;
        marks.Note(entries);
        // All at once: whoever waits for the feed is woken once per batch.
        tails[partition].Wrote(entries, JournalSpans.TracesOf(batch, results));
    }

    private async Task<IReadOnlyList<OwnerLoad>> LoadAllAsync(IReadOnlyList<(OwnerId Owner, Seen? After)> owners)
    {
        metrics.Loaded(owners.Count);
        return await store.LoadAsync(owners, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ImmutableArray<StoredEntry>>> FindAllAsync(IReadOnlyList<ImmutableArray<Guid>> requests)
    {
        var found = await store.FindAsync([.. requests.SelectMany(ids => ids).Distinct()], CancellationToken.None).ConfigureAwait(false);
        // Grouped and not a plain dictionary: in a damaged store two entries may carry one id, and that must stay their owners' trouble.
        var byCommand = found.ToLookup(entry => entry.CommandId);
        return [.. requests.Select(ids => ids.Distinct().SelectMany(id => byCommand[id]).ToImmutableArray())];
    }

    private async ValueTask<ImmutableArray<long>> HeadPositionsAsync(CancellationToken cancellation)
    {
        // What is known before the look is there when it is looked.
        var before = Enumerable.Range(0, PartitionCount).Select(highWater.Of).ToArray();
        var heads = await store.HeadPositionsAsync(cancellation).ConfigureAwait(false);
        for (var partition = 0; partition < before.Length; partition++)
        {
            if (!highWater.Sees(partition, heads[partition], before[partition])) highWater.Check();
        }
        return heads;
    }

    private async Task<IReadOnlyList<bool>> SaveAllAsync(IReadOnlyList<OwnerSnapshot> all)
    {
        await store.SaveSnapshotsAsync(all, CancellationToken.None).ConfigureAwait(false);
        metrics.SavedSnapshots(all.Count);
        return new bool[all.Count];
    }
}
