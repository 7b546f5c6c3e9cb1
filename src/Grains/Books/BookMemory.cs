using System.Collections.Immutable;
using System.Text.Json;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;

namespace Granary.Grains;

/// <summary>
/// What a book knows of its owner, and how far. Folding is idempotent: an own entry counts once by its sequence, a credit once by its
/// position, so histories may overlap, repeat and cross each other while an append is in flight.
/// </summary>
internal sealed class BookMemory<TState>(OwnerId owner, BookRules<TState> rules, BookContext context)
    where TState : class, IOwnerState<TState>
{
    private int changesSinceSnapshot;

    public TState State { get; private set; } = TState.Empty;

    public Seen Seen { get; private set; } = Seen.Nothing(context.Journal.PartitionCount);

    /// <summary>Set when the store went away in the middle of something: what is remembered may be behind.</summary>
    public bool IsStale { get; set; }

    /// <summary>Forgets everything and reads the owner from the journal.</summary>
    public async ValueTask ReloadAsync()
    {
        var history = await context.Journal.LoadAsync(owner);
        State = history.Snapshot is { } snapshot ? Read(snapshot) : TState.Empty;
        Seen = history.Snapshot?.Seen ?? Seen.Nothing(context.Journal.PartitionCount);
        changesSinceSnapshot = 0;
        IsStale = false;
        BookMetrics.Reloaded(owner.Kind);
        Fold(history);
    }

    public async ValueTask CatchUpAsync()
    {
        if (IsStale) await ReloadAsync();
        else Fold(await context.Journal.LoadAfterAsync(owner, Seen));
    }

    /// <summary>Takes in what the feed brings, or reads the journal when the feed's piece does not follow on what is known.</summary>
    public async ValueTask ReceiveAsync(CreditPush push)
    {
        var known = Seen.Positions[push.Partition];
        if (push.To <= known) return;
        if (push.From > known)
        {
            await CatchUpAsync();
            return;
        }
        Fold(new OwnerHistory(Snapshot: null, [], push.Credits, Seen with { Positions = Seen.Positions.SetItem(push.Partition, push.To) }));
    }

    /// <summary>True when an own entry is in the journal that is not in here: another activation wrote it.</summary>
    public bool IsBehind(Entry stored) => stored.Owner == owner && stored.Sequence > Seen.Sequence;

    /// <summary>The entries, decided one after the other from <paramref name="start"/> to <paramref name="end"/>, are durable.</summary>
    public void Remember(ImmutableArray<Entry> entries, TState start, TState end)
    {
        if (ReferenceEquals(State, start))
        {
            State = end;
            Seen = Seen with { Sequence = entries[^1].Sequence };
            changesSinceSnapshot += entries.Length;
        }
        else
        {
            // Credits came in during the append, or a read of the journal has already shown us the entries.
            foreach (var entry in entries) ApplyOnce(entry);
        }
        _ = KeepSnapshotAsync(context.Limits.ChangesPerSnapshot).AsTask();
    }

    public async ValueTask KeepSnapshotAsync(int changesMin)
    {
        if (changesSinceSnapshot < changesMin || IsStale) return;
        changesSinceSnapshot = 0;
        try
        {
            await context.Journal.SaveSnapshotAsync(new OwnerSnapshot(owner, Seen, JsonSerializer.SerializeToUtf8Bytes(State, rules.Json)));
        }
        catch (JournalUnavailableException gone)
        {
            // A snapshot only saves time.
            context.Log.LogWarning("The snapshot of {Owner} was not kept: {Reason}", owner, gone.Message);
        }
    }

    private void Fold(OwnerHistory history)
    {
        // Opening comes first, for nobody could be credited before it; then the credits, for own entries may have spent them.
        var opening = history.Own is [{ Entry.Sequence: 1 }, ..] ? 1 : 0;
        foreach (var posted in history.Own.AsSpan()[..opening]) ApplyOnce(posted.Entry);
        foreach (var credit in history.Credits)
        {
            if (credit.Position <= Seen.Positions[credit.Partition]) continue;
            State = State.Apply(credit);
            changesSinceSnapshot++;
        }
        foreach (var posted in history.Own.AsSpan()[opening..]) ApplyOnce(posted.Entry);
        Seen = Seen with { Positions = Later(Seen.Positions, history.Seen.Positions) };
        _ = KeepSnapshotAsync(context.Limits.ChangesPerSnapshot).AsTask();
    }

    private void ApplyOnce(Entry entry)
    {
        if (entry.Sequence <= Seen.Sequence) return;
        Invariant.Holds(entry.Owner == owner);
        Invariant.Holds(entry.Sequence == Seen.Sequence + 1);
        State = State.Apply(entry);
        Seen = Seen with { Sequence = entry.Sequence };
        changesSinceSnapshot++;
    }

    private static ImmutableArray<long> Later(ImmutableArray<long> a, ImmutableArray<long> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (b[i] > a[i]) a = a.SetItem(i, b[i]);
        }
        return a;
    }

    private TState Read(OwnerSnapshot snapshot) =>
        JsonSerializer.Deserialize(snapshot.State.Span, rules.Json) ?? throw new InvariantViolatedException($"the snapshot of {owner} has a state");
}
