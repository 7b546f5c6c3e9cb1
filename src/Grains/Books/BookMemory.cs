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
    private Task reading = Task.CompletedTask;
    private Task? nextCatchUp;

    public TState State { get; private set; } = TState.Empty;

    public Seen Seen { get; private set; } = Seen.Nothing(context.Journal.PartitionCount);

    /// <summary>Set when what is remembered may be behind for good, as when the store went away in the middle of something.</summary>
    public bool IsStale { get; set; }

    /// <summary>Forgets everything and reads the owner from the journal.</summary>
    public ValueTask ReloadAsync() => InTurn(async () =>
    {
        for (var attempt = 0; attempt < context.Limits.AttemptsMax; attempt++)
        {
            var (history, state, seen) = await ReadWholeAsync();
            var folded = Fold(history, state, seen);
            // Meanwhile more was brought or written: what was read is older than what is known.
            if (IsBehind(folded.Seen, Seen)) continue;
            (State, Seen, changesSinceSnapshot, IsStale) = (folded.State, folded.Seen, folded.Changes, false);
            BookMetrics.Reloaded(owner.Kind);
            return;
        }
        // Reading again does not help: either it moves too fast to be read, or the journal ends before what was known to be in it.
        IsStale = true;
        throw new JournalUnavailableException($"what the journal says of {owner} is older than what is known");
    });

    /// <summary>Takes in everything that came into the journal after what is known.</summary>
    public ValueTask CatchUpAsync()
    {
        if (IsStale) return ReloadAsync();
        // A read that waits and has not begun yet sees all that whoever comes now could see: a thousand who ask share one.
        if (nextCatchUp is { } next) return new(next);
        var hasBegun = false;
        var mine = InTurn(async () =>
        {
            (hasBegun, nextCatchUp) = (true, null);
            TakeIn(await context.Journal.LoadAfterAsync(owner, Seen));
        }).AsTask();
        if (!hasBegun) nextCatchUp = mine;
        return new(mine);
    }

    /// <summary>Takes in what the feed brings, or reads the journal when the feed's piece does not follow on what is known.</summary>
    public ValueTask ReceiveAsync(CreditPush push)
    {
        var known = Seen.Positions[push.Partition];
        if (push.To <= known) return default;
        // An owner that has not seen its own opening does not know its terms yet.
        if (push.From > known || Seen.Sequence == 0) return CatchUpAsync();
        TakeIn(new OwnerHistory(Snapshot: null, [], push.Credits, Seen with { Positions = Seen.Positions.SetItem(push.Partition, push.To) }));
        return default;
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
            TakeIn(new OwnerHistory(Snapshot: null, [.. entries.Select(entry => new PostedEntry(0, 0, entry))], [], Seen));
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

    // One read after the other: the answer to an older question must not meet a memory that has moved.
    private async ValueTask InTurn(Func<Task> read)
    {
        var before = reading;
        var mine = new TaskCompletionSource();
        reading = mine.Task;
        await before;
        try
        {
            await read();
        }
        finally
        {
            mine.SetResult();
        }
    }

    private async Task<(OwnerHistory History, TState State, Seen Seen)> ReadWholeAsync()
    {
        var history = await context.Journal.LoadAsync(owner);
        if (history.Snapshot is not { } snapshot) return (history, TState.Empty, Seen.Nothing(context.Journal.PartitionCount));
        try
        {
            if (JsonSerializer.Deserialize(snapshot.State.Span, rules.Json) is { } state) return (history, state, snapshot.Seen);
        }
        catch (JsonException unreadable)
        {
            // Of another version. A snapshot only saves time: everything is in the entries.
            context.Log.LogWarning("The snapshot of {Owner} is not read: {Reason}", owner, unreadable.Message);
        }
        var nothing = Seen.Nothing(context.Journal.PartitionCount);
        return (await context.Journal.LoadAfterAsync(owner, nothing), TState.Empty, nothing);
    }

    private void TakeIn(OwnerHistory history)
    {
        var folded = Fold(history, State, Seen);
        (State, Seen) = (folded.State, folded.Seen);
        changesSinceSnapshot += folded.Changes;
        _ = KeepSnapshotAsync(context.Limits.ChangesPerSnapshot).AsTask();
    }

    // All or nothing: a history that breaks a rule in its middle leaves no half of itself behind.
    private (TState State, Seen Seen, int Changes) Fold(OwnerHistory history, TState state, Seen seen)
    {
        // Opening comes first, for nobody could be credited before it; then the credits, for own entries may have spent them.
        var opening = history.Own is [{ Entry.Sequence: 1 }, ..] ? 1 : 0;
        var (changes, sequence) = (0, seen.Sequence);
        foreach (var posted in history.Own.AsSpan()[..opening]) ApplyOnce(posted.Entry);
        foreach (var credit in history.Credits)
        {
            if (credit.Position <= seen.Positions[credit.Partition]) continue;
            state = state.Apply(credit);
            changes++;
        }
        foreach (var posted in history.Own.AsSpan()[opening..]) ApplyOnce(posted.Entry);
        return (state, new Seen(sequence, Later(seen.Positions, history.Seen.Positions)), changes);

        void ApplyOnce(Entry entry)
        {
            if (entry.Sequence <= sequence) return;
            Invariant.Holds(entry.Owner == owner);
            Invariant.Holds(entry.Sequence == sequence + 1);
            state = state.Apply(entry);
            sequence = entry.Sequence;
            changes++;
        }
    }

    private static bool IsBehind(Seen read, Seen known)
    {
        if (read.Sequence < known.Sequence) return true;
        for (var i = 0; i < known.Positions.Length; i++)
        {
            if (read.Positions[i] < known.Positions[i]) return true;
        }
        return false;
    }

    private static ImmutableArray<long> Later(ImmutableArray<long> a, ImmutableArray<long> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (b[i] > a[i]) a = a.SetItem(i, b[i]);
        }
        return a;
    }
}
