using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Granary.Ledger.Tests;

/// <summary>One owner of the <see cref="World"/>, whatever its kind.</summary>
internal abstract class Owner(OwnerId id)
{
    private readonly Queue<Credit> underWay = [];

    public OwnerId Id { get; } = id;

    public abstract OwnerStatus Status { get; }

    public abstract Balances Balances { get; }

    public abstract Outcome Decide(Command command, Facts facts, out Entry? entry);

    public abstract Command? NextDue(long nowMs);

    public abstract void Apply(Entry entry);

    protected abstract void Apply(Credit credit);

    /// <summary>The state, folded anew from the journal as a load does: opening, credits, own entries; as JSON, and the live state as JSON.</summary>
    public abstract (string Live, string Folded) CompareWith(IReadOnlyList<Entry> journal);

    public void Await(Credit credit) => underWay.Enqueue(credit);

    public void CatchUp()
    {
        while (underWay.TryDequeue(out var credit)) Apply(credit);
    }
}

internal sealed class Owner<TState>(
    OwnerId id, TState state, Func<OwnerId, TState, Command, Facts, Decision> decide, Func<OwnerId, long, TState, long, Command?> nextDue) : Owner(id)
    where TState : IOwnerState<TState>
{
    private long sequence;

    public override OwnerStatus Status => state.Status;

    public override Balances Balances => state.Balances;

    public override Outcome Decide(Command command, Facts facts, out Entry? entry)
    {
        facts = facts with { NowMs = Math.Max(facts.NowMs, state.LastAtMs) };
        var decision = decide(Id, state, command, facts);
        var again = decide(Id, state, command, facts);
        Assert.Equal(decision.Outcome, again.Outcome);
        Assert.True(decision.Transfers.SequenceEqual(again.Transfers));
        entry = decision.Event is { } happened
            ? new Entry(Id, sequence + 1, command.Id, command.RequestHash, facts.NowMs, happened, decision.Transfers)
            : null;
        return decision.Outcome;
    }

    public override Command? NextDue(long nowMs) => nextDue(Id, sequence + 1, state, nowMs);

    public override void Apply(Entry entry)
    {
        sequence = entry.Sequence;
        // As it comes back from the journal: through the stored bytes.
        state = state.Apply(entry with { Event = EventJson.Read(entry.Event.Kind, EventJson.Write(entry.Event)) });
    }

    protected override void Apply(Credit credit) => state = state.Apply(credit);

    public override (string Live, string Folded) CompareWith(IReadOnlyList<Entry> journal)
    {
        var own = journal.Where(entry => entry.Owner == Id).ToList();
        var folded = TState.Empty.Apply(own[0]);
        foreach (var credit in journal.SelectMany(entry => Given.CreditsTo(Id, entry))) folded = folded.Apply(credit);
        foreach (var entry in own.Skip(1)) folded = folded.Apply(entry);
        var json = (JsonTypeInfo<TState>)LedgerJson.Default.GetTypeInfo(typeof(TState))!;
        return (JsonSerializer.Serialize(state, json), JsonSerializer.Serialize(folded, json));
    }
}
