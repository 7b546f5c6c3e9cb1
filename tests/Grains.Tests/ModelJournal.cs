using System.Collections.Concurrent;
using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains.Tests;

/// <summary>How the next append ends, whatever the model itself would say.</summary>
public enum AppendFault
{
    None,
    UnknownThoughWritten,
    UnknownAndNotWritten,
    Gone,
}

/// <summary>The journal's contract in a hundred lines of plain memory, with faults on demand.</summary>
public sealed class ModelJournal : IJournal, IJournalQueries, IObservationStore
{
    // Replaced as a whole, so that who reads beside a writer sees all of it or nothing.
    private volatile ImmutableList<PostedEntry> log = [];
    private readonly ConcurrentDictionary<OwnerId, OwnerSnapshot> snapshots = [];
    private readonly ConcurrentDictionary<(string, int), long> cursors = [];
    private readonly ConcurrentDictionary<(string, string, int), Observation> observations = [];
    private readonly Lock writing = new();

    public int PartitionCount => 1;

    public IReadOnlyList<PostedEntry> Entries => log;

    public IReadOnlyDictionary<OwnerId, OwnerSnapshot> Snapshots => snapshots;

    /// <summary>How many appends reached the store.</summary>
    public int Appends { get; private set; }

    /// <summary>How many reads of what is newer than somebody knows there were.</summary>
    public int CatchUps { get; private set; }

    /// <summary>A restored backup that lacks the last entry.</summary>
    public void ForgetLast() => log = log.RemoveAt(log.Count - 1);

    public Queue<AppendFault> Faults { get; } = [];

    /// <summary>While set, an append waits for it before anything is written.</summary>
    public Task? Gate { get; set; }

    /// <summary>While set, a load has read what there is and has not delivered it yet.</summary>
    public Task? LoadGate { get; set; }

    /// <summary>What happens after a look-up by reference has read and before it answers.</summary>
    public Func<Task>? AfterReferring { get; set; }

    /// <summary>What happens after somebody has read what is newer than it knows, and before it hears of it.</summary>
    public Func<Task>? AfterCatchingUp { get; set; }

    /// <summary>What happens while the caller of an append is told that its end is unknown.</summary>
    public Func<Task>? AfterUnknown { get; set; }

    /// <summary>Called before and after everything that follows the feed or keeps what came of it.</summary>
    public Action<string> OnFollowing { get; set; } = _ => { };

    /// <summary>Called when somebody is about to lead.</summary>
    public Action OnLeading { get; set; } = () => { };

    /// <summary>Who leads the one partition; set to null when its process is killed.</summary>
    public IFeedLease? Leader { get; set; }

    /// <summary>Subjects of observations that cannot be read just now.</summary>
    public Func<string, bool> CannotRead { get; set; } = _ => false;

    public bool IsGone { get; set; }

    /// <summary>While set, no reader learns where it stopped.</summary>
    public bool AreCursorsGone { get; set; }

    /// <summary>Positions whose rows are not what was written.</summary>
    public ConcurrentDictionary<long, bool> Damaged { get; } = [];

    public int PartitionOf(OwnerId owner) => 0;

    public async ValueTask<AppendResult> AppendAsync(ImmutableArray<Entry> entries, CancellationToken cancellation = default)
    {
        if (Gate is { } gate) await gate;
        Appends++;
        var fault = Faults.TryDequeue(out var next) ? next : AppendFault.None;
        if (IsGone || fault == AppendFault.Gone) throw new JournalUnavailableException("gone");
        if (fault == AppendFault.UnknownAndNotWritten)
        {
            if (AfterUnknown is { } meanwhile) await meanwhile();
            return new AppendResult.Unknown("cut before the commit");
        }
        var result = Append(entries);
        return fault == AppendFault.UnknownThoughWritten ? new AppendResult.Unknown("cut after the commit") : result;
    }

    /// <summary>What another host would do: no fault, no gate.</summary>
    public AppendResult Append(ImmutableArray<Entry> appended)
    {
        using var _ = writing.EnterScope();
        foreach (var entry in appended)
        {
            if (log.FirstOrDefault(posted => posted.Entry.CommandId == entry.CommandId) is { } existing) return new AppendResult.Duplicate(existing);
        }
        if (appended[0].Sequence != LastSequence(appended[0].Owner) + 1) return new AppendResult.Fenced();
        var posted = appended.Select((entry, i) => new PostedEntry(0, log.Count + 1 + i, entry)).ToImmutableArray();
        log = log.AddRange(posted);
        return new AppendResult.Appended(posted);
    }

    public long LastSequence(OwnerId owner) => log.Where(posted => posted.Entry.Owner == owner).Select(posted => posted.Entry.Sequence).DefaultIfEmpty(0).Max();

    public async ValueTask<OwnerHistory> LoadAsync(OwnerId owner, CancellationToken cancellation = default)
    {
        var snapshot = snapshots.GetValueOrDefault(owner);
        var history = After(owner, snapshot?.Seen ?? Seen.Nothing(1)) with { Snapshot = snapshot };
        if (LoadGate is { } gate) await gate;
        return history;
    }

    public async ValueTask<OwnerHistory> LoadAfterAsync(OwnerId owner, Seen seen, CancellationToken cancellation = default)
    {
        CatchUps++;
        var history = After(owner, seen);
        if (AfterCatchingUp is { } meanwhile) await meanwhile();
        return history;
    }

    public bool KnowsNewerCredit(OwnerId owner, Seen seen) => false;

    public void Forget(OwnerId owner) { }

    public ValueTask<OwnerStatus> StatusOfAsync(OwnerId owner, CancellationToken cancellation = default) =>
        new(log.Where(posted => posted.Entry.Owner == owner && posted.Entry.Event is OwnerEvent)
            .Aggregate(OwnerStatus.Unknown, (status, posted) => Lifecycle.After(status, posted.Entry.Event)));

    public ValueTask<ImmutableArray<PostedEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation = default) =>
        new([.. log.Where(posted => commandIds.Contains(posted.Entry.CommandId))]);

    public ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation = default) =>
        new([.. log.Where(posted => posted.Entry.CommandId == subject || posted.Entry.Event.Subject == subject)]);

    public async ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(
        string reference, OwnerId? owner, int countMax, CancellationToken cancellation = default)
    {
        var found = log.Where(posted => posted.Entry.Event.Reference == reference && (owner is null || posted.Entry.Owner == owner)).Take(countMax).ToImmutableArray();
        if (AfterReferring is { } meanwhile) await meanwhile();
        return found;
    }

    public ValueTask SaveSnapshotAsync(OwnerSnapshot snapshot, CancellationToken cancellation = default)
    {
        snapshots[snapshot.Owner] = snapshot;
        return default;
    }

    public ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation = default)
    {
        OnFollowing("reads the feed");
        var page = log.Skip((int)after).Take(countMax).TakeWhile(posted => !Damaged.ContainsKey(posted.Position)).ToImmutableArray();
        if (page.IsEmpty && after < log.Count) throw DamageOf(log[(int)after]);
        return new(page);
    }

    // Waits a little, because a feed that has brought everything does nothing else.
    public async ValueTask WaitForFeedAsync(int partition, long after, TimeSpan atMost, CancellationToken cancellation = default) =>
        await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);

    public ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation = default)
    {
        if (AreCursorsGone) throw new JournalUnavailableException("gone");
        return new(cursors.GetValueOrDefault((reader, partition)));
    }

    public ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation = default)
    {
        OnFollowing($"keeps the cursor of {reader}");
        cursors[(reader, partition)] = Math.Max(position, cursors.GetValueOrDefault((reader, partition)));
        OnFollowing($"kept the cursor of {reader}");
        return default;
    }

    public ValueTask<long> HeadPositionAsync(int partition, CancellationToken cancellation = default) => new(log.Count);

    public ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation = default)
    {
        // One of a host that was killed while it took it is renewed by nobody.
        if (Leader is Lease { IsFrozen: false }) return new((IFeedLease?)null);
        OnLeading();
        return new(Leader = new Lease(this));
    }

    public ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation = default)
    {
        if (IsGone) throw new JournalUnavailableException("gone");
        OnFollowing($"keeps what {observer} saw");
        lock (writing)
        {
            if (cursors.GetValueOrDefault((observer, partition)) != from) return new(false);
            cursors[(observer, partition)] = to;
            foreach (var row in changed) observations[(observer, row.Subject, row.Day)] = row;
        }
        OnFollowing($"kept what {observer} saw");
        return new(true);
    }

    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation = default) =>
        asked.Any(key => CannotRead(key.Subject))
            ? throw new JournalUnavailableException("slow")
            : new([.. asked.Where(key => observations.ContainsKey((observer, key.Subject, key.Day))).Select(key => observations[(observer, key.Subject, key.Day)])]);

    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation = default) =>
        new([.. observations.Where(row => row.Key.Item1 == observer && row.Key.Item2 == subject).Select(row => row.Value)]);

    public ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation = default)
    {
        lock (writing)
        {
            cursors.TryRemove((observer, partition), out _);
            foreach (var key in observations.Keys.Where(key => key.Item1 == observer)) observations.TryRemove(key, out _);
        }
        return default;
    }

    public ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation = default) =>
        throw new NotSupportedException("no test of grains pages");

    public ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation = default) =>
        throw new NotSupportedException("no test of grains looks back");

    public ValueTask<Proof> ProveAsync(CancellationToken cancellation = default) => throw new NotSupportedException("no test of grains proves");

    private sealed class Lease(ModelJournal journal) : IFeedLease
    {
        private long renewedAt = Environment.TickCount64;

        public bool IsFrozen => Environment.TickCount64 - Interlocked.Read(ref renewedAt) > IFeedLease.FrozenAfter.TotalMilliseconds;

        public ValueTask<bool> RenewAsync(CancellationToken cancellation = default)
        {
            Interlocked.Exchange(ref renewedAt, Environment.TickCount64);
            return new(journal.Leader == this);
        }

        public ValueTask DisposeAsync()
        {
            if (journal.Leader == this) journal.Leader = null;
            return default;
        }
    }

    private static CorruptEntryException DamageOf(PostedEntry posted) =>
        new(posted.Entry.Owner, posted.Entry.Sequence, "a bit is flipped", posted.Partition, posted.Position);

    private OwnerHistory After(OwnerId owner, Seen seen)
    {
        if (IsGone) throw new JournalUnavailableException("gone");
        if (log.FirstOrDefault(posted => Damaged.ContainsKey(posted.Position) && IsNew(posted)) is { } damaged) throw DamageOf(damaged);
        var own = log.Where(posted => posted.Entry.Owner == owner && posted.Entry.Sequence > seen.Sequence).ToImmutableArray();
        var credits = log
            .Where(posted => posted.Entry.Owner != owner && posted.Position > seen.Positions[0])
            .SelectMany(posted => posted.Entry.Transfers.Where(t => t.CreditOwner == owner).Select(t => new Credit(
                0, posted.Position, posted.Entry.Owner, posted.Entry.AtMs, t.CreditPocket, t.Asset, t.AmountMinor)))
            .ToImmutableArray();
        return new OwnerHistory(null, own, credits, new Seen(LastSequence(owner), [log.Count]));

        bool IsNew(PostedEntry posted) => posted.Entry.Owner == owner
            ? posted.Entry.Sequence > seen.Sequence
            : posted.Position > seen.Positions[0] && posted.Entry.Transfers.Any(transfer => transfer.CreditOwner == owner);
    }
}
