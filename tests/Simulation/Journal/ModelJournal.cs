using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// The journal as one host reaches it: every question takes its time there and back, may fail, and may be answered after it no longer
/// matters. No method here awaits: an await would go on in the asker's turn, and what a dead host had already sent must still arrive.
/// </summary>
internal partial class ModelJournal(ModelStore store, StoreWeather weather, VirtualTime time) : IJournal, IJournalQueries, IObservationStore
{
    private readonly Dictionary<OwnerId, long[]> newestCredits = [];

    protected ModelStore Store => store;

    protected StoreWeather Weather => weather;

    protected VirtualTime Time => time;

    /// <summary>While set, this host cannot reach the store at all.</summary>
    public bool IsCutOff { get; set; }

    public bool IsHostDead { get; set; }

    public int PartitionCount => store.PartitionCount;

    public int PartitionOf(OwnerId owner) => Partitioning.Of(owner, store.PartitionCount);

    public virtual ValueTask<AppendResult> AppendAsync(ImmutableArray<Entry> entries, CancellationToken cancellation = default)
    {
        var answer = new TaskCompletionSource<AppendResult>();
        var end = weather.NextEnd();
        time.After(weather.LatencyUs(), () => Arrived(entries, end, answer));
        return new(answer.Task);
    }

    public ValueTask<OwnerHistory> LoadAsync(OwnerId owner, CancellationToken cancellation = default)
    {
        newestCredits.TryAdd(owner, new long[PartitionCount]);
        return Ask(() => Told(store.Load(owner, SnapshotOf(owner))));
    }

    public ValueTask<OwnerHistory> LoadAfterAsync(OwnerId owner, Seen seen, CancellationToken cancellation = default)
    {
        newestCredits.TryAdd(owner, new long[PartitionCount]);
        return Ask(() => Told(store.LoadAfter(owner, seen)));
    }

    public bool KnowsNewerCredit(OwnerId owner, Seen seen)
    {
        if (!newestCredits.TryGetValue(owner, out var newest)) return false;
        for (var partition = 0; partition < newest.Length; partition++)
        {
            if (newest[partition] > seen.Positions[partition]) return true;
        }
        return false;
    }

    public void Forget(OwnerId owner) => newestCredits.Remove(owner);

    public ValueTask<OwnerStatus> StatusOfAsync(OwnerId owner, CancellationToken cancellation = default) => Ask(() => store.Of(owner).Status);

    public ValueTask<ImmutableArray<PostedEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation = default) =>
        Ask<ImmutableArray<PostedEntry>>(() => [.. commandIds.Distinct().Select(store.Find).OfType<PostedEntry>()]);

    public ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation = default) => Ask(() => store.About(subject));

    public ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(
        string reference, OwnerId? owner, int countMax, CancellationToken cancellation = default) =>
        Ask(() => store.ReferringTo(reference, owner, countMax));

    public ValueTask SaveSnapshotAsync(OwnerSnapshot snapshot, CancellationToken cancellation = default) => Tell(() => store.Keep(snapshot));

    // What only people ask is answered by a store alone, without a grain's thinking, and is proved with the stores.
    public ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<Proof> ProveAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    // What a planted bug may do otherwise.

    protected virtual AppendResult Write(ImmutableArray<Entry> entries) => store.Append(entries);

    protected virtual AppendResult InDoubt(ImmutableArray<Entry> entries) => new AppendResult.Unknown("cut after the commit");

    protected virtual OwnerHistory Told(OwnerHistory history) => history;

    protected virtual ImmutableArray<PostedEntry> Told(ImmutableArray<PostedEntry> page) => page;

    protected virtual OwnerSnapshot? SnapshotOf(OwnerId owner)
    {
        var kept = store.Of(owner).Snapshots;
        if (kept.Count == 0) return null;
        if (!weather.ServesOldSnapshot()) return kept[^1];
        var older = weather.Below(kept.Count + 1) - 1;
        return older < 0 ? null : kept[older];
    }

    private void Note(ImmutableArray<PostedEntry> entries)
    {
        foreach (var posted in entries)
        {
            foreach (var transfer in posted.Entry.Transfers)
            {
                if (transfer.CreditOwner != posted.Entry.Owner && newestCredits.TryGetValue(transfer.CreditOwner, out var newest))
                {
                    newest[posted.Partition] = Math.Max(newest[posted.Partition], posted.Position);
                }
            }
        }
    }

    /// <summary>A read, as of one instant somewhere between the question and the answer.</summary>
    private ValueTask<T> Ask<T>(Func<T> read)
    {
        if (!IsCutOff && weather.AnswersAtOnce()) return new(read());
        var answer = new TaskCompletionSource<T>();
        if (weather.IsUnavailable())
        {
            time.After(weather.LatencyUs(), () => answer.TrySetException(Gone()));
            return new(answer.Task);
        }
        time.After(weather.LatencyUs(), () =>
        {
            if (IsHostDead) return;
            if (IsCutOff)
            {
                answer.TrySetException(Gone());
                return;
            }
            var found = read();
            time.After(weather.LatencyUs(), () => answer.TrySetResult(found));
        });
        return new(answer.Task);
    }

    private ValueTask Tell(Action write)
    {
        var told = Ask(() =>
        {
            write();
            return true;
        });
        return told.IsCompletedSuccessfully ? default : new(told.AsTask());
    }

    private void Arrived(ImmutableArray<Entry> entries, AppendEnd end, TaskCompletionSource<AppendResult> answer)
    {
        if (IsHostDead && !weather.LastWordsArrive()) return;
        if (IsCutOff) end = end == AppendEnd.Told ? AppendEnd.Unavailable : end == AppendEnd.UnknownThoughWritten ? AppendEnd.UnknownAndNotWritten : end;
        switch (end)
        {
            case AppendEnd.Unavailable:
                answer.TrySetException(Gone());
                return;
            case AppendEnd.UnknownAndNotWritten:
                answer.TrySetResult(new AppendResult.Unknown("cut before the commit"));
                return;
            case AppendEnd.UnknownAndWrittenLater:
                answer.TrySetResult(new AppendResult.Unknown("cut; the commit was under way"));
                time.After(weather.LatencyUs() * 3, () => Write(entries));
                return;
        }
        var result = Write(entries);
        if (end == AppendEnd.UnknownThoughWritten) result = InDoubt(entries);
        time.After(weather.LatencyUs(), () =>
        {
            if (result is AppendResult.Appended appended) Note(appended.Entries);
            answer.TrySetResult(result);
        });
    }

    private static JournalUnavailableException Gone() => new("the store cannot be reached");
}
