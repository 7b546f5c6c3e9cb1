using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// One try to decide a batch of commands, each on top of the one before, in memory only. Nothing of it is true before the journal says so;
/// a draft that was fenced is thrown away whole.
/// </summary>
internal sealed class Draft<TState>(OwnerId owner, BookRules<TState> rules, TState state, long sequence, long nowMs, int commandCount)
    where TState : class, IOwnerState<TState>
{
    private readonly ImmutableArray<Entry>.Builder entries = ImmutableArray.CreateBuilder<Entry>(commandCount);
    private readonly List<(Waiting Waiting, Entry Entry, bool Replayed)> accepted = new(commandCount);
    // Nearly all drafts of a sale day hold one command that is accepted; the rest of the bookkeeping is made when it is needed.
    private readonly Dictionary<Guid, Entry>? byCommand = commandCount > 1 ? new(commandCount) : null;
    private List<Waiting>? waitingForWhatIsDue;
    private List<(Waiting Waiting, Outcome Outcome)>? refused;
    private List<(Waiting Waiting, Entry Earlier)>? repeated;

    /// <summary>The state that the first decision saw.</summary>
    public TState Start { get; } = state;

    /// <summary>The state after the last entry.</summary>
    public TState State { get; private set; } = state;

    /// <summary>What is to be appended. Hands it over: the draft has decided.</summary>
    public ImmutableArray<Entry> TakeEntries() => entries.DrainToImmutable();

    public IReadOnlyList<(Waiting Waiting, Outcome Outcome)> Refused => refused is null ? [] : refused;

    /// <summary>Commands whose work another command did before.</summary>
    public IReadOnlyList<(Waiting Waiting, Entry Earlier)> Repeated => repeated is null ? [] : repeated;

    /// <summary>What the owner does of itself before anything else: expired holds, money that came after closing.</summary>
    public void DecideWhatIsDue()
    {
        while (rules.NextDue(owner, NextSequence, State, nowMs) is { } due)
        {
            var decision = rules.Decide(owner, State, due, Facts.At(nowMs));
            Invariant.Holds(decision.Outcome == Outcome.Accepted);
            Write(due, decision);
        }
    }

    public void Decide(Waiting waiting, in Found found)
    {
        if (waiting.IsForWhatIsDue)
        {
            (waitingForWhatIsDue ??= []).Add(waiting);
            return;
        }
        var command = waiting.Command;
        if (byCommand is not null && byCommand.TryGetValue(command.Id, out var drafted))
        {
            accepted.Add((waiting, drafted, Replayed: true));
            return;
        }
        var decision = rules.Decide(owner, State, command, new Facts(nowMs, found.Payees, WithDrafted(found.History, command)));
        if (decision.Outcome != Outcome.Accepted) (refused ??= []).Add((waiting, decision.Outcome));
        else if (decision.Repeated is { } earlier) (repeated ??= []).Add((waiting, earlier));
        else accepted.Add((waiting, Write(command, decision), Replayed: false));
    }

    /// <summary>The entries are durable: whoever caused one, or asked for the same once more, gets its answer.</summary>
    public void AnswerWritten()
    {
        foreach (var (waiting, entry, replayed) in accepted)
        {
            if (replayed) waiting.AnswerFrom(owner, entry);
            else waiting.SetResult(new Answer(Outcome.Accepted, entry, Replayed: false));
        }
        foreach (var waiting in waitingForWhatIsDue ?? []) waiting.SetResult(new Answer(Outcome.Accepted, Entry: null, Replayed: false));
    }

    private long NextSequence => sequence + entries.Count + 1;

    private Entry Write(Command command, Decision decision)
    {
        foreach (var transfer in decision.Transfers) Invariant.Holds(transfer.AmountMinor > 0);
        var entry = new Entry(owner, NextSequence, command.Id, command.RequestHash, nowMs, decision.Event!, decision.Transfers);
        State = State.Apply(entry);
        entries.Add(entry);
        byCommand?.Add(command.Id, entry);
        return entry;
    }

    // What the journal does not know yet: entries of this very draft about the same payment, withdrawal or reference.
    private ImmutableArray<Entry> WithDrafted(ImmutableArray<Entry> history, Command command)
    {
        if (entries.Count == 0 || (command.Subject == Guid.Empty && command.Reference is null)) return history;
        return history.AddRange(entries.Where(entry =>
            (command.Subject != Guid.Empty && entry.Event.Subject == command.Subject) ||
            (command.Reference is not null && entry.Event.Reference == command.Reference)));
    }
}
