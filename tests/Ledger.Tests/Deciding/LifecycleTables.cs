using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>What may be done with an owner in each status, the same through every kind's own decider.</summary>
public sealed class LifecycleTables
{
    private static readonly OwnerCommand Open = new OwnerCommand.Open(Given.Id("open"), Given.RequestHash, "Alice", Fee: null);
    private static readonly OwnerCommand Freeze = new OwnerCommand.Freeze(Given.Id("freeze"), Given.RequestHash, "lost phone");
    private static readonly OwnerCommand Unfreeze = new OwnerCommand.Unfreeze(Given.Id("unfreeze"), Given.RequestHash, "found");
    private static readonly OwnerCommand Close = new OwnerCommand.Close(Given.Id("close"), Given.RequestHash, "wishes so");
    private static readonly OwnerCommand Move = new OwnerCommand.MoveToSuspense(Given.Id("move"));

    public static TheoryData<string, OwnerStatus, Outcome> Rows { get; } = new()
    {
        { nameof(Open), OwnerStatus.Unknown, Outcome.Accepted },
        { nameof(Open), OwnerStatus.Open, Outcome.OwnerAlreadyOpen },
        { nameof(Open), OwnerStatus.Frozen, Outcome.OwnerAlreadyOpen },
        { nameof(Open), OwnerStatus.Closed, Outcome.OwnerClosed },
        { nameof(Freeze), OwnerStatus.Unknown, Outcome.OwnerUnknown },
        { nameof(Freeze), OwnerStatus.Open, Outcome.Accepted },
        { nameof(Freeze), OwnerStatus.Frozen, Outcome.OwnerFrozen },
        { nameof(Freeze), OwnerStatus.Closed, Outcome.OwnerClosed },
        { nameof(Unfreeze), OwnerStatus.Unknown, Outcome.OwnerUnknown },
        { nameof(Unfreeze), OwnerStatus.Open, Outcome.OwnerNotFrozen },
        { nameof(Unfreeze), OwnerStatus.Frozen, Outcome.Accepted },
        { nameof(Unfreeze), OwnerStatus.Closed, Outcome.OwnerClosed },
        { nameof(Close), OwnerStatus.Unknown, Outcome.OwnerUnknown },
        { nameof(Close), OwnerStatus.Open, Outcome.Accepted },
        { nameof(Close), OwnerStatus.Frozen, Outcome.OwnerFrozen },
        { nameof(Close), OwnerStatus.Closed, Outcome.OwnerClosed },
    };

    [Theory, MemberData(nameof(Rows))]
    public void Every_kind_of_owner_lives_by_the_same_rules(string command, OwnerStatus status, Outcome expected)
    {
        var decisions = Deciders(Named(command), status, Balances.None);
        Assert.All(decisions, decision => Assert.Equal(expected, decision.Outcome));
        Assert.All(decisions, decision => Assert.Equal(expected == Outcome.Accepted, decision.Event is not null));
    }

    [Fact]
    public void An_owner_with_money_cannot_be_closed_and_its_status_is_asked_first()
    {
        Assert.All(Deciders(Close, OwnerStatus.Open, Given.Cash(1)), decision => Assert.Equal(Outcome.BalanceNotZero, decision.Outcome));
        Assert.All(Deciders(Close, OwnerStatus.Frozen, Given.Cash(1)), decision => Assert.Equal(Outcome.OwnerFrozen, decision.Outcome));
    }

    [Fact]
    public void Money_that_reaches_a_closed_owner_is_passed_on_to_suspense_as_soon_as_it_is_seen()
    {
        var closed = (Given.User() with { Status = OwnerStatus.Closed }).Apply(
            new Credit(Partition: 0, Position: 1, Given.Bob, Given.Noon, Pocket.Cash, Asset.Cny, AmountMinor: 42));
        var due = UserDecider.NextDue(Given.Alice, nextSequence: 9, closed, Given.Noon);
        Assert.IsType<OwnerCommand.MoveToSuspense>(due);

        var decision = UserDecider.Decide(Given.Alice, closed, due!, Facts.At(Given.Noon));
        var (entry, after) = Given.Carried(Given.Alice, closed, due!, decision, Given.Noon);
        Assert.Equal(new Transfer(Pocket.Cash, OwnerId.Platform, Pocket.Suspense, Asset.Cny, 42), Assert.Single(entry.Transfers));
        Assert.True(after.Balances.AreZero);
        Assert.Equal(OwnerStatus.Closed, after.Status);
        Assert.Null(UserDecider.NextDue(Given.Alice, nextSequence: 10, after, Given.Noon));
    }

    [Theory]
    [InlineData(OwnerStatus.Open, 1, Outcome.OwnerAlreadyOpen)]
    [InlineData(OwnerStatus.Closed, 0, Outcome.InsufficientFunds)]
    public void Only_a_closed_owner_with_money_moves_it_to_suspense(OwnerStatus status, long cashMinor, Outcome expected) =>
        Assert.All(Deciders(Move, status, Given.Cash(cashMinor)), decision => Assert.Equal(expected, decision.Outcome));

    [Fact]
    public void A_decider_does_not_guess_at_commands_of_another_kind()
    {
        var strange = new PlatformCommand.RevokeKey(Given.Id("k"), Given.RequestHash, Given.Id("key"));
        Assert.Throws<ArgumentOutOfRangeException>(() => UserDecider.Decide(Given.Alice, UserState.Empty, strange, Facts.At(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerchantDecider.Decide(Given.Shop, MerchantState.Empty, strange, Facts.At(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CustodyDecider.Decide(Given.Icbc, CustodyState.Empty, strange, Facts.At(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlatformDecider.Decide(
            OwnerId.Platform, PlatformState.Empty, new MerchantCommand.ConfirmReceipt(Given.Id("c"), Given.RequestHash, Given.Id("p")), Facts.At(0)));
    }

    private static OwnerCommand Named(string name) => name switch
    {
        nameof(Open) => Open,
        nameof(Freeze) => Freeze,
        nameof(Unfreeze) => Unfreeze,
        nameof(Close) => Close,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such row"),
    };

    private static ImmutableArray<Decision> Deciders(OwnerCommand command, OwnerStatus status, Balances balances) =>
    [
        UserDecider.Decide(Given.Alice, UserState.Empty with { Status = status, Balances = balances }, command, Facts.At(Given.Noon)),
        MerchantDecider.Decide(Given.Shop, MerchantState.Empty with { Status = status, Balances = balances }, command, Facts.At(Given.Noon)),
        CustodyDecider.Decide(Given.Icbc, CustodyState.Empty with { Status = status, Balances = balances }, command, Facts.At(Given.Noon)),
        PlatformDecider.Decide(OwnerId.Platform, PlatformState.Empty with { Status = status, Balances = balances }, command, Facts.At(Given.Noon)),
    ];
}
