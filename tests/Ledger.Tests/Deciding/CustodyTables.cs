using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>What the tables of all custody commands share: ICBC holds 1,000 of which 100 are on the way out to Alice's own account.</summary>
public abstract class CustodyTable<TCommand> : DecisionTable<CustodyState, TCommand>
    where TCommand : Command
{
    protected static readonly CustodyState Holding = CustodyState.Empty with
    {
        Status = OwnerStatus.Open,
        Balances = Balances.None.Debit(Pocket.Bank, Asset.Cny, 1_000).Credit(Pocket.Outbound, Asset.Cny, 100),
    };

    protected static readonly Entry Asked = new(
        Given.Alice, Sequence: 3, Given.Id("withdrawal"), Given.RequestHash, Given.Noon, new UserEvent.WithdrawalAsked(CashAfterMinor: 0),
        [new Transfer(Pocket.Cash, Given.Icbc, Pocket.Outbound, Asset.Cny, 100)]);

    protected static ImmutableArray<Flaw<CustodyState, TCommand>> OwnerFlaws { get; } =
    [
        Wrong(Outcome.OwnerUnknown, "owner", s => s with { State = s.State with { Status = OwnerStatus.Unknown } }),
        Wrong(Outcome.OwnerClosed, "owner", s => s with { State = s.State with { Status = OwnerStatus.Closed } }),
        Wrong(Outcome.OwnerFrozen, "owner", s => s with { State = s.State with { Status = OwnerStatus.Frozen } }),
    ];

    protected static ImmutableArray<Flaw<CustodyState, TCommand>> WithdrawalFlaws { get; } =
    [
        Wrong(Outcome.WithdrawalUnknown, "history", s => s with { Facts = Facts.At(Given.Noon) }),
        Wrong(Outcome.WithdrawalUnknown, "history", s => With(s, Asked with { Transfers = [Asked.Transfers[0] with { CreditOwner = Given.Ceb }] })),
        Wrong(Outcome.WithdrawalUnknown, "history", s => With(s, Asked with { Event = new UserEvent.TransferMade(Note: null, CashAfterMinor: 0) })),
        Wrong(Outcome.WithdrawalAlreadyConfirmed, "history", s => With(s, Asked, Later(new CustodyEvent.WithdrawalConfirmed(Asked.CommandId)))),
        Wrong(Outcome.WithdrawalAlreadyRefused, "history", s => With(s, Asked, Later(new CustodyEvent.WithdrawalRefused(Asked.CommandId, "no")))),
        Wrong(Outcome.InsufficientFunds, "outbound", s =>
            s with { State = s.State with { Balances = s.State.Balances.Debit(Pocket.Outbound, Asset.Cny, 1) } }),
    ];

    protected override Decision Decide(Situation<CustodyState, TCommand> situation) =>
        CustodyDecider.Decide(Given.Icbc, situation.State, situation.Command, situation.Facts);

    protected static Situation<CustodyState, TCommand> With(Situation<CustodyState, TCommand> s, params ImmutableArray<Entry> history) =>
        s with { Facts = s.Facts with { History = history } };

    protected static Entry Later(CustodyEvent happened) => new(
        Given.Icbc, Sequence: 9, Given.Id("later"), Given.RequestHash, Given.Noon, happened,
        [new Transfer(Pocket.Outbound, Given.Icbc, Pocket.Bank, Asset.Cny, 100)]);
}

public sealed class ConfirmWithdrawalTable : CustodyTable<CustodyCommand.ConfirmWithdrawal>
{
    protected override Situation<CustodyState, CustodyCommand.ConfirmWithdrawal> Sound => new(
        Holding, new CustodyCommand.ConfirmWithdrawal(Given.Id("confirm"), Given.RequestHash, Asked.CommandId), Facts.At(Given.Noon) with { History = [Asked] });

    protected override ImmutableArray<Flaw<CustodyState, CustodyCommand.ConfirmWithdrawal>> Flaws =>
    [
        .. OwnerFlaws,
        .. WithdrawalFlaws,
        Wrong(Outcome.InsufficientFunds, "bank", s =>
            s with { State = s.State with { Balances = s.State.Balances.Credit(Pocket.Bank, Asset.Cny, 901) } }),
    ];
}

public sealed class RefuseWithdrawalTable : CustodyTable<CustodyCommand.RefuseWithdrawal>
{
    protected override Situation<CustodyState, CustodyCommand.RefuseWithdrawal> Sound => new(
        Holding,
        new CustodyCommand.RefuseWithdrawal(Given.Id("refuse"), Given.RequestHash, Asked.CommandId, "account closed"),
        Facts.At(Given.Noon) with { History = [Asked] });

    protected override ImmutableArray<Flaw<CustodyState, CustodyCommand.RefuseWithdrawal>> Flaws => [.. OwnerFlaws, .. WithdrawalFlaws];
}

public sealed class ReportDepositTable : CustodyTable<CustodyCommand.ReportDeposit>
{
    protected override Situation<CustodyState, CustodyCommand.ReportDeposit> Sound => new(
        Holding,
        new CustodyCommand.ReportDeposit(Given.Id("deposit"), Given.RequestHash, Given.Alice, AmountMinor: 500, Asset.Cny, "ref-1"),
        Given.Everybody(OwnerStatus.Open, Given.Alice));

    protected override ImmutableArray<Flaw<CustodyState, CustodyCommand.ReportDeposit>> Flaws =>
    [
        Wrong(Outcome.AmountNotPositive, "amount", s => s with { Command = s.Command with { AmountMinor = 0 } }),
        Wrong(Outcome.AmountTooLarge, "amount", s => s with { Command = s.Command with { AmountMinor = Limits.AmountMinorMax + 1 } }),
        Wrong(Outcome.PayeeKindWrong, "user", s => s with { Command = s.Command with { User = Given.Shop } }),
        .. OwnerFlaws,
        Wrong(Outcome.PayeeUnknown, "payee", s => s with { Facts = s.Facts with { Payees = [] } }),
        Wrong(Outcome.PayeeClosed, "payee", s => s with { Facts = s.Facts with { Payees = [(Given.Alice, OwnerStatus.Closed)] } }),
        Wrong(Outcome.BankReferenceReused, "history", s => With(s, Booked(amountMinor: 499, Given.Alice, Asset.Cny))),
        Wrong(Outcome.BankReferenceReused, "history", s => With(s, Booked(amountMinor: 500, Given.Bob, Asset.Cny))),
        Wrong(Outcome.BankReferenceReused, "history", s => With(s, Booked(amountMinor: 500, Given.Alice, new Asset(203)))),
        Wrong(Outcome.BankBalanceTooLarge, "bank", s =>
            s with { State = s.State with { Balances = Balances.None.Debit(Pocket.Bank, Asset.Cny, Limits.BankMinorMax - 499) } }),
    ];

    [Fact]
    public void A_deposit_reported_again_is_answered_with_its_entry_whatever_became_of_the_user()
    {
        var booked = Booked(amountMinor: 500, Given.Alice, Asset.Cny);
        foreach (var status in Enum.GetValues<OwnerStatus>())
        {
            var decision = Decide(With(Sound with { Facts = Given.Everybody(status, Given.Alice) }, booked));
            Assert.Equal(Outcome.Accepted, decision.Outcome);
            Assert.Null(decision.Event);
            Assert.Same(booked, decision.Repeated);
        }
    }

    [Fact]
    public void Another_banks_deposit_with_the_same_reference_is_another_deposit() =>
        Assert.NotNull(Decide(With(Sound, Booked(amountMinor: 1, Given.Bob, Asset.Cny) with { Owner = Given.Ceb })).Event);

    [Fact]
    public void A_frozen_user_still_receives_what_already_lies_at_the_bank() =>
        Assert.NotNull(Decide(Sound with { Facts = Given.Everybody(OwnerStatus.Frozen, Given.Alice) }).Event);

    private static Entry Booked(long amountMinor, OwnerId user, Asset asset) => new(
        Given.Icbc, Sequence: 5, Given.Id("earlier"), Given.RequestHash, Given.Noon, new CustodyEvent.DepositReported("ref-1"),
        [new Transfer(Pocket.Bank, user, Pocket.Cash, asset, amountMinor)]);
}
