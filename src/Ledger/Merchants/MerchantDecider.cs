using System.Collections.Immutable;

namespace Granary.Ledger;

/// <summary>What a merchant may do with its money: give it back, count it as earned, be paid out.</summary>
public static class MerchantDecider
{
    public static Decision Decide(OwnerId owner, MerchantState state, Command command, Facts facts) => command switch
    {
        MerchantCommand.Refund refund => Refund(owner, state, refund, facts),
        MerchantCommand.ConfirmReceipt confirm => ConfirmReceipt(owner, state, confirm, facts),
        MerchantCommand.Settle settle => Settle(owner, state, settle, facts),
        OwnerCommand lifecycle => Lifecycle.Decide(owner, state.Status, state.Balances, lifecycle),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not a command of a merchant"),
    };

    public static Command? NextDue(OwnerId owner, long nextSequence, MerchantState state, long nowMs) =>
        Lifecycle.NextDue(owner, nextSequence, state.Status, state.Balances);

    // A frozen merchant may still give money back: freezing protects its customers, not itself.
    private static Decision Refund(OwnerId owner, MerchantState state, MerchantCommand.Refund refund, Facts facts)
    {
        if (refund.AmountMinor <= 0) return Decision.Refused(Outcome.AmountNotPositive);
        if (refund.AmountMinor > Limits.AmountMinorMax) return Decision.Refused(Outcome.AmountTooLarge);
        if (state.Status is OwnerStatus.Unknown) return Decision.Refused(Outcome.OwnerUnknown);
        if (state.Status is OwnerStatus.Closed) return Decision.Refused(Outcome.OwnerClosed);
        if (PaymentHistory.Of(owner, refund.PaymentId, facts.History) is not { } payment) return Decision.Refused(Outcome.PaymentUnknown);
        if (payment.LeftMinor == 0) return Decision.Refused(Outcome.PaymentFullyRefunded);
        if (refund.AmountMinor > payment.LeftMinor) return Decision.Refused(Outcome.ExceedsPayment);
        var bucket = payment.Where(state.SettledThrough);
        var pocket = bucket is null ? Pocket.Cash : Pocket.Pending;
        var feeCutMinor = bucket is null ? 0 : state.Fee.FeeMinor(payment.LeftMinor) - state.Fee.FeeMinor(payment.LeftMinor - refund.AmountMinor);
        if (state.Balances.Of(pocket, payment.Asset) < refund.AmountMinor) return Decision.Refused(Outcome.InsufficientFunds);
        if (bucket is not null && !state.Pending.Holds(bucket, refund.AmountMinor, feeCutMinor)) return Decision.Refused(Outcome.InsufficientFunds);

        return Decision.Accepted(
            new MerchantEvent.PaymentRefunded(refund.PaymentId, bucket, feeCutMinor, payment.RefundedMinor + refund.AmountMinor),
            new Transfer(pocket, payment.Payer, Pocket.Cash, payment.Asset, refund.AmountMinor));
    }

    private static Decision ConfirmReceipt(OwnerId owner, MerchantState state, MerchantCommand.ConfirmReceipt confirm, Facts facts)
    {
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (PaymentHistory.Of(owner, confirm.PaymentId, facts.History) is not { } payment) return Decision.Refused(Outcome.PaymentUnknown);
        if (payment.Where(state.SettledThrough) is not { Confirmed: false } bucket) return Decision.Refused(Outcome.ReceiptAlreadyConfirmed);
        if (payment.LeftMinor == 0) return Decision.Refused(Outcome.PaymentFullyRefunded);

        var feeMinor = state.Fee.FeeMinor(payment.LeftMinor);
        // The journal may already show the payment while its credit has not reached this owner.
        if (!state.Pending.Holds(bucket, payment.LeftMinor, feeMinor)) return Decision.Refused(Outcome.InsufficientFunds);

        return Decision.Accepted(new MerchantEvent.ReceiptConfirmed(confirm.PaymentId, bucket, facts.Today, payment.LeftMinor, feeMinor));
    }

    private static Decision Settle(OwnerId owner, MerchantState state, MerchantCommand.Settle settle, Facts facts)
    {
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (settle.BusinessDate > facts.Today) return Decision.Refused(Outcome.SettlementInTheFuture);
        var businessDate = Later(settle.BusinessDate ?? facts.Today, state.SettledThrough);
        ImmutableArray<SettledAsset> paid =
        [
            .. state.Pending.DueOn(businessDate)
                .GroupBy(day => day.Bucket.Asset)
                .OrderBy(group => group.Key.Code)
                .Select(group => new SettledAsset(
                    group.Key, group.Sum(day => day.GrossMinor), group.Sum(day => day.FeeMinor), group.Sum(day => day.PaymentCount))),
        ];
        if (paid.All(asset => asset.GrossMinor == 0)) return Decision.Refused(Outcome.NothingToSettle);

        return Decision.Accepted(new MerchantEvent.Settled(businessDate, paid), [.. paid.SelectMany(asset => Payout(owner, asset))]);
    }

    // A settlement of an earlier date, asked again, must not take back how far the merchant is settled.
    private static DateOnly Later(DateOnly date, DateOnly? settledThrough) => settledThrough is { } other && other > date ? other : date;

    private static IEnumerable<Transfer> Payout(OwnerId owner, SettledAsset paid)
    {
        var netMinor = paid.GrossMinor - paid.FeeMinor;
        if (netMinor > 0) yield return new Transfer(Pocket.Pending, owner, Pocket.Cash, paid.Asset, netMinor);
        if (paid.FeeMinor > 0) yield return new Transfer(Pocket.Pending, OwnerId.Platform, Pocket.Fees, paid.Asset, paid.FeeMinor);
    }
}
