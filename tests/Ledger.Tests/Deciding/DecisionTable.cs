using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>A state, a command and the facts: everything a decision sees.</summary>
public sealed record Situation<TState, TCommand>(TState State, TCommand Command, Facts Facts);

/// <summary>One row of a decision table: what is wrong, and the "no" that it alone leads to.</summary>
/// <param name="Aspect">Which part of the situation it spoils; two flaws of one part exclude each other.</param>
public sealed record Flaw<TState, TCommand>(
    Outcome Outcome, string Aspect, Func<Situation<TState, TCommand>, Situation<TState, TCommand>> Spoil)
{
    public override string ToString() => $"{Outcome} ({Aspect})";
}

/// <summary>
/// The decision table of one command: a situation that is accepted, and every reason to refuse it in the order of the outcomes' numbers.
/// </summary>
public abstract class DecisionTable<TState, TCommand>
    where TState : IOwnerState<TState>
    where TCommand : Command
{
    protected abstract Situation<TState, TCommand> Sound { get; }

    protected abstract ImmutableArray<Flaw<TState, TCommand>> Flaws { get; }

    protected abstract Decision Decide(Situation<TState, TCommand> situation);

    [Fact]
    public void The_sound_situation_is_accepted()
    {
        var decision = Decide(Sound);
        Assert.Equal(Outcome.Accepted, decision.Outcome);
        Assert.NotNull(decision.Event);
    }

    [Fact]
    public void Each_flaw_alone_is_refused_with_its_own_outcome_and_writes_nothing()
    {
        Assert.All(Flaws, flaw =>
        {
            var decision = Decide(flaw.Spoil(Sound));
            Assert.Equal(flaw.Outcome, decision.Outcome);
            Assert.Null(decision.Event);
            Assert.Empty(decision.Transfers);
        });
    }

    [Fact]
    public void Of_two_flaws_the_one_with_the_smaller_number_answers()
    {
        Assert.All(Pairs(), pair => Assert.Equal(pair.First.Outcome, Decide(pair.Second.Spoil(pair.First.Spoil(Sound))).Outcome));
    }

    [Fact]
    public void The_rows_stand_in_the_order_of_their_numbers() =>
        Assert.Equal(Flaws.Select(flaw => flaw.Outcome).Order(), Flaws.Select(flaw => flaw.Outcome));

    [Fact]
    public void Deciding_twice_gives_the_same()
    {
        var (once, again) = (Decide(Sound), Decide(Sound));
        Assert.Equal(EventJson.Write(once.Event!), EventJson.Write(again.Event!));
        Assert.True(once.Transfers.SequenceEqual(again.Transfers));
    }

    protected static Flaw<TState, TCommand> Wrong(
        Outcome outcome, string aspect, Func<Situation<TState, TCommand>, Situation<TState, TCommand>> spoil) => new(outcome, aspect, spoil);

    private IEnumerable<(Flaw<TState, TCommand> First, Flaw<TState, TCommand> Second)> Pairs()
    {
        for (var i = 0; i < Flaws.Length; i++)
        {
            for (var j = i + 1; j < Flaws.Length; j++)
            {
                if (Flaws[i].Aspect != Flaws[j].Aspect) yield return (Flaws[i], Flaws[j]);
            }
        }
    }
}
