using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>The part of the journal that feeds and observers use.</summary>
internal partial class ModelJournal
{
    private const string FeedReader = "feed";

    private readonly List<(int Partition, TaskCompletionSource Wake)> waiting = [];

    public ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation = default) =>
        Ask(() =>
        {
            var read = Told(store.Feed(partition, after, countMax));
            Note(read);
            return read;
        });

    public ValueTask WaitForFeedAsync(int partition, long after, TimeSpan atMost, CancellationToken cancellation = default)
    {
        if (store.HeadOf(partition) > after) return default;
        var wake = new TaskCompletionSource();
        waiting.Add((partition, wake));
        time.After((long)atMost.TotalMicroseconds, () => Wake(wake));
        cancellation.UnsafeRegister(_ => wake.TrySetCanceled(cancellation), null);
        return new(wake.Task);
    }

    public ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation = default) => Ask(() =>
    {
        var said = store.CursorsOf(reader, partition);
        // An observer's cursor moves in one transaction with its rows; the feed's own is only a hint and may be lost.
        return reader == FeedReader && weather.ServesOldCursor() ? said[weather.Below(said.Count)] : said[^1];
    });

    public ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation = default) => Tell(() =>
    {
        var said = store.CursorsOf(reader, partition);
        if (position > said[^1]) said.Add(position);
    });

    public ValueTask<long> HeadPositionAsync(int partition, CancellationToken cancellation = default) => Ask(() => store.HeadOf(partition));

    public ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation = default) =>
        Ask(() => store.Leases[partition].TryTake(this, time.NowUs) ? (IFeedLease)new Lease(this, partition) : null);

    public ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation = default)
    {
        var saved = Ask(() => store.SaveObservations(observer, partition, from, to, changed));
        if (!weather.LosesAnswer()) return saved;
        var answer = new TaskCompletionSource<bool>();
        time.After(weather.LatencyUs(), () => answer.TrySetException(Gone()));
        return new(answer.Task);
    }

    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation = default) =>
        Ask(() => store.Observations(observer, partition, asked));

    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation = default) =>
        Ask(() => store.Observations(observer, subject, firstDay, lastDay));

    public ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation = default) =>
        Tell(() => store.DeleteObservations(observer, partition));

    /// <summary>Something was appended, by whichever host: readers who wait for it look again.</summary>
    public void OnGrown(int partition)
    {
        for (var i = waiting.Count - 1; i >= 0; i--)
        {
            if (waiting[i].Partition != partition) continue;
            var wake = waiting[i].Wake;
            waiting.RemoveAt(i);
            time.After(weather.LatencyUs(), () => wake.TrySetResult());
        }
    }

    private void Wake(TaskCompletionSource wake)
    {
        waiting.RemoveAll(one => one.Wake == wake);
        wake.TrySetResult();
    }

    /// <summary>A session of this host with the store that says who leads.</summary>
    private sealed class Lease(ModelJournal journal, int partition) : IFeedLease
    {
        public ValueTask<bool> RenewAsync(CancellationToken cancellation = default) => journal.IsCutOff || journal.Weather.LosesSession()
            ? new(false)
            : journal.Ask(() => journal.Store.Leases[partition].TryRenew(journal, journal.Time.NowUs));

        public ValueTask DisposeAsync()
        {
            // Whether this arrives or the session simply ends, nobody waits for it.
            journal.Time.After(journal.Weather.LatencyUs(), () => journal.Store.Leases[partition].GiveUp(journal));
            return default;
        }
    }
}
