using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>What the tables of all merchant commands share: Alice paid the shop 10,000 at noon.</summary>
public abstract class MerchantTable<TCommand> : DecisionTable<MerchantState, TCommand>
    where TCommand : Command
{
    protected static readonly Entry Paid = new(
        Given.Alice, Sequence: 2, Given.Id("payment"), Given.RequestHash, Given.Noon, new UserEvent.PaymentMade(Scene.Mall, "order-1", CashAfterMinor: 0),
        [new Transfer(Pocket.Cash, Given.Shop, Pocket.Pending, Asset.Cny, 10_000)]);

    protected static readonly DateOnly PaidOn = BusinessDate.Of(Given.Noon);

    protected static readonly MerchantState Pending =
        (MerchantState.Empty with { Status = OwnerStatus.Open }).Apply(Given.CreditsTo(Given.Shop, Paid).Single());

    protected static readonly Facts Known = Facts.At(Given.Noon) with { History = [Paid] };

    protected static ImmutableArray<Flaw<MerchantState, TCommand>> PaymentFlaws { get; } =
    [
        Wrong(Outcome.PaymentUnknown, "history", s => s with { Facts = Facts.At(s.Facts.NowMs) }),
        Wrong(Outcome.PaymentUnknown, "history", s => With(s, Paid with { Transfers = [Paid.Transfers[0] with { CreditOwner = Given.OtherShop }] })),
    ];

    protected override Decision Decide(Situation<MerchantState, TCommand> situation) =>
        MerchantDecider.Decide(Given.Shop, situation.State, situation.Command, situation.Facts);

    protected static Situation<MerchantState, TCommand> With(Situation<MerchantState, TCommand> s, params ImmutableArray<Entry> history) =>
        s with { Facts = s.Facts with { History = history } };

    protected static Situation<MerchantState, TCommand> In(Situation<MerchantState, TCommand> s, OwnerStatus status) =>
        s with { State = s.State with { Status = status } };

    protected static Entry Refunded(long amountMinor) => new(
        Given.Shop, Sequence: 4, Given.Id("refund-before"), Given.RequestHash, Given.Noon,
        new MerchantEvent.PaymentRefunded(Paid.CommandId, new Bucket(Asset.Cny, PaidOn, Confirmed: false), FeeCutMinor: 0, amountMinor),
        [new Transfer(Pocket.Pending, Given.Alice, Pocket.Cash, Asset.Cny, amountMinor)]);

    protected static Entry Confirmed() => new(
        Given.Shop, Sequence: 5, Given.Id("confirmed-before"), Given.RequestHash, Given.Noon,
        new MerchantEvent.ReceiptConfirmed(Paid.CommandId, new Bucket(Asset.Cny, PaidOn, Confirmed: false), PaidOn, 10_000, 60), []);
}

public sealed class RefundTable : MerchantTable<MerchantCommand.Refund>
{
    // Frozen on purpose: freezing protects a merchant's customers, not the merchant.
    protected override Situation<MerchantState, MerchantCommand.Refund> Sound => new(
        Pending with { Status = OwnerStatus.Frozen },
        new MerchantCommand.Refund(Given.Id("refund"), Given.RequestHash, Paid.CommandId, AmountMinor: 10_000),
        Known);

    protected override ImmutableArray<Flaw<MerchantState, MerchantCommand.Refund>> Flaws =>
    [
        Wrong(Outcome.AmountNotPositive, "amount", s => s with { Command = s.Command with { AmountMinor = 0 } }),
        Wrong(Outcome.AmountTooLarge, "amount", s => s with { Command = s.Command with { AmountMinor = Limits.AmountMinorMax + 1 } }),
        Wrong(Outcome.OwnerUnknown, "owner", s => In(s, OwnerStatus.Unknown)),
        Wrong(Outcome.OwnerClosed, "owner", s => In(s, OwnerStatus.Closed)),
        .. PaymentFlaws,
        Wrong(Outcome.PaymentFullyRefunded, "history", s => With(s, Paid, Refunded(10_000))),
        Wrong(Outcome.ExceedsPayment, "amount", s => s with { Command = s.Command with { AmountMinor = 10_001 } }),
        Wrong(Outcome.ExceedsPayment, "history", s => With(s, Paid, Refunded(1))),
        Wrong(Outcome.InsufficientFunds, "balance", s => s with { State = s.State with { Balances = Balances.None } }),
        Wrong(Outcome.InsufficientFunds, "balance", s => s with { State = s.State with { Pending = DayTotals.None } }),
    ];
}

public sealed class ConfirmReceiptTable : MerchantTable<MerchantCommand.ConfirmReceipt>
{
    protected override Situation<MerchantState, MerchantCommand.ConfirmReceipt> Sound =>
        new(Pending, new MerchantCommand.ConfirmReceipt(Given.Id("confirm"), Given.RequestHash, Paid.CommandId), Known);

    protected override ImmutableArray<Flaw<MerchantState, MerchantCommand.ConfirmReceipt>> Flaws =>
    [
        Wrong(Outcome.OwnerUnknown, "owner", s => In(s, OwnerStatus.Unknown)),
        Wrong(Outcome.OwnerClosed, "owner", s => In(s, OwnerStatus.Closed)),
        Wrong(Outcome.OwnerFrozen, "owner", s => In(s, OwnerStatus.Frozen)),
        .. PaymentFlaws,
        Wrong(Outcome.ReceiptAlreadyConfirmed, "history", s => With(s, Paid, Confirmed())),
        Wrong(Outcome.ReceiptAlreadyConfirmed, "settled", s => s with { State = s.State with { SettledThrough = PaidOn.AddDays(DayTotals.DaysUntilDue) } }),
        Wrong(Outcome.PaymentFullyRefunded, "history", s => With(s, Paid, Refunded(10_000))),
        Wrong(Outcome.InsufficientFunds, "balance", s => s with { State = s.State with { Pending = DayTotals.None } }),
    ];
}

public sealed class SettleTable : MerchantTable<MerchantCommand.Settle>
{
    protected override Situation<MerchantState, MerchantCommand.Settle> Sound => new(
        Pending,
        new MerchantCommand.Settle(Given.Id("settle"), Given.RequestHash, BusinessDate: null),
        Facts.At(BusinessDate.StartMs(PaidOn.AddDays(DayTotals.DaysUntilDue))));

    protected override ImmutableArray<Flaw<MerchantState, MerchantCommand.Settle>> Flaws =>
    [
        Wrong(Outcome.OwnerUnknown, "owner", s => In(s, OwnerStatus.Unknown)),
        Wrong(Outcome.OwnerClosed, "owner", s => In(s, OwnerStatus.Closed)),
        Wrong(Outcome.OwnerFrozen, "owner", s => In(s, OwnerStatus.Frozen)),
        Wrong(Outcome.SettlementInTheFuture, "date", s => s with { Command = s.Command with { BusinessDate = s.Facts.Today.AddDays(1) } }),
        Wrong(Outcome.NothingToSettle, "date", s => s with { Command = s.Command with { BusinessDate = s.Facts.Today.AddDays(-1) } }),
        Wrong(Outcome.NothingToSettle, "pending", s => s with { State = s.State with { Pending = DayTotals.None } }),
    ];
}
