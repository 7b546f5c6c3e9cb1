using System.Collections.Immutable;

namespace Granary.Ledger;

/// <summary>What a user may do with its money. Every check in the order of the outcomes' numbers, then what "must succeed from here".</summary>
public static class UserDecider
{
    public static Decision Decide(OwnerId owner, UserState state, Command command, Facts facts) => command switch
    {
        UserCommand.Pay pay => Pay(owner, state, pay, facts),
        UserCommand.Transfer transfer => Transfer(owner, state, transfer, facts),
        UserCommand.PlaceHold place => PlaceHold(owner, state, place, facts),
        UserCommand.CaptureHold capture => CaptureHold(owner, state, capture, facts),
        UserCommand.ReleaseHold release => ReleaseHold(owner, state, release, facts),
        UserCommand.ExpireHold expire => ExpireHold(owner, state, expire, facts),
        UserCommand.AskWithdrawal ask => AskWithdrawal(owner, state, ask, facts),
        OwnerCommand lifecycle => Lifecycle.Decide(owner, state.Status, state.Balances, lifecycle),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not a command of a user"),
    };

    /// <summary>What the ledger asks of itself: give an expired hold back, pass on money that came after closing.</summary>
    public static Command? NextDue(OwnerId owner, long nextSequence, UserState state, long nowMs)
    {
        foreach (var hold in state.Holds)
        {
            if (hold.ExpiresAtMs <= nowMs) return new UserCommand.ExpireHold(CommandId.OfEffect(hold.Id, "expire"), hold.Id);
        }
        return Lifecycle.NextDue(owner, nextSequence, state.Status, state.Balances);
    }

    private static Decision Pay(OwnerId owner, UserState state, UserCommand.Pay pay, Facts facts)
    {
        Int128 totalMinor = 0;
        foreach (var share in pay.Shares)
        {
            if (share.AmountMinor <= 0) return Decision.Refused(Outcome.AmountNotPositive);
            totalMinor += share.AmountMinor;
        }
        if (pay.Shares.IsEmpty) return Decision.Refused(Outcome.AmountNotPositive);
        if (totalMinor > Limits.AmountMinorMax) return Decision.Refused(Outcome.AmountTooLarge);
        if (pay.Shares.Length > Limits.SharesMax) return Decision.Refused(Outcome.TooManyShares);
        if (pay.Shares.Any(share => PocketOf(share.Payee.Kind) is null)) return Decision.Refused(Outcome.PayeeKindWrong);
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (Payable(pay.Shares, facts) is { } notPayable) return Decision.Refused(notPayable);
        var cashMinor = state.Balances.Of(Pocket.Cash, pay.Asset);
        if (cashMinor < totalMinor) return Decision.Refused(Outcome.InsufficientFunds);

        return Decision.Accepted(
            new UserEvent.PaymentMade(pay.Scene, pay.Order, cashMinor - (long)totalMinor) { Device = pay.Device },
            Credits(pay));
    }

    // A cart may name a seller twice; its ledger sees one payment, so that one fee is rounded once.
    private static ImmutableArray<Transfer> Credits(UserCommand.Pay pay) => pay.Shares.Length == 1
        ? [Credit(pay.Shares[0], pay.Asset)]
        : [.. pay.Shares.GroupBy(share => share.Payee).Select(group => Credit(new Share(group.Key, group.Sum(share => share.AmountMinor)), pay.Asset))];

    private static Transfer Credit(Share share, Asset asset) =>
        new(Pocket.Cash, share.Payee, PocketOf(share.Payee.Kind)!.Value, asset, share.AmountMinor);

    private static Decision Transfer(OwnerId owner, UserState state, UserCommand.Transfer transfer, Facts facts)
    {
        if (WrongAmount(transfer.AmountMinor) is { } wrong) return Decision.Refused(wrong);
        if (transfer.To == owner) return Decision.Refused(Outcome.SelfTransfer);
        if (transfer.To.Kind != OwnerKind.User) return Decision.Refused(Outcome.PayeeKindWrong);
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (Lifecycle.MayReceive(facts.StatusOf(transfer.To)) is { } notPayable) return Decision.Refused(notPayable);
        var cashMinor = state.Balances.Of(Pocket.Cash, transfer.Asset);
        if (cashMinor < transfer.AmountMinor) return Decision.Refused(Outcome.InsufficientFunds);

        return Decision.Accepted(
            new UserEvent.TransferMade(transfer.Note, cashMinor - transfer.AmountMinor),
            new Transfer(Pocket.Cash, transfer.To, Pocket.Cash, transfer.Asset, transfer.AmountMinor));
    }

    private static Decision PlaceHold(OwnerId owner, UserState state, UserCommand.PlaceHold place, Facts facts)
    {
        if (WrongAmount(place.AmountMinor) is { } wrong) return Decision.Refused(wrong);
        if (place.TtlMs is <= 0 or > Limits.HoldTtlMsMax) return Decision.Refused(Outcome.TtlOutOfRange);
        if (place.Payee.Kind != OwnerKind.Merchant) return Decision.Refused(Outcome.PayeeKindWrong);
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (Lifecycle.MayReceive(facts.StatusOf(place.Payee)) is { } notPayable) return Decision.Refused(notPayable);
        if (state.Holds.Length >= Limits.OpenHoldsMax) return Decision.Refused(Outcome.TooManyHolds);
        var cashMinor = state.Balances.Of(Pocket.Cash, place.Asset);
        if (cashMinor < place.AmountMinor) return Decision.Refused(Outcome.InsufficientFunds);

        return Decision.Accepted(
            new UserEvent.HoldPlaced(place.Payee, facts.NowMs + place.TtlMs, place.Scene, place.Order, cashMinor - place.AmountMinor) { Device = place.Device },
            new Transfer(Pocket.Cash, owner, Pocket.Held, place.Asset, place.AmountMinor));
    }

    private static Decision CaptureHold(OwnerId owner, UserState state, UserCommand.CaptureHold capture, Facts facts)
    {
        if (WrongAmount(capture.AmountMinor) is { } wrong) return Decision.Refused(wrong);
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (state.FindHold(capture.HoldId) is not { } hold) return Decision.Refused(Outcome.HoldUnknown);
        if (hold.ExpiresAtMs <= facts.NowMs) return Decision.Refused(Outcome.HoldExpired);
        if (capture.By is { } merchant && merchant != hold.Payee) return Decision.Refused(Outcome.NotThePayee);
        if (capture.AmountMinor > hold.LeftMinor) return Decision.Refused(Outcome.ExceedsHold);

        // The payee's status is not asked: it was open when the money was promised, and a closed one passes the credit to suspense.
        var restMinor = hold.LeftMinor - capture.AmountMinor;
        var releasedMinor = capture.ReleaseRest ? restMinor : 0;
        var cashAfterMinor = state.Balances.Of(Pocket.Cash, hold.Asset) + releasedMinor;
        var captured = new UserEvent.HoldCaptured(hold.Id, hold.Scene, hold.Order, restMinor - releasedMinor, cashAfterMinor);
        var taken = new Transfer(Pocket.Held, hold.Payee, Pocket.Pending, hold.Asset, capture.AmountMinor);
        return releasedMinor == 0
            ? Decision.Accepted(captured, taken)
            : Decision.Accepted(captured, taken, new Transfer(Pocket.Held, owner, Pocket.Cash, hold.Asset, releasedMinor));
    }

    private static Decision ReleaseHold(OwnerId owner, UserState state, UserCommand.ReleaseHold release, Facts facts)
    {
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (state.FindHold(release.HoldId) is not { } hold) return Decision.Refused(Outcome.HoldUnknown);
        if (hold.ExpiresAtMs <= facts.NowMs) return Decision.Refused(Outcome.HoldExpired);
        if (release.By is { } merchant && merchant != hold.Payee) return Decision.Refused(Outcome.NotThePayee);

        return Decision.Accepted(new UserEvent.HoldReleased(hold.Id, CashWith(state, hold)), GivenBack(owner, hold));
    }

    // Time itself asks, so neither a frozen nor a closed user stops it: the money stays the user's own.
    private static Decision ExpireHold(OwnerId owner, UserState state, UserCommand.ExpireHold expire, Facts facts)
    {
        if (state.FindHold(expire.HoldId) is not { } hold || hold.ExpiresAtMs > facts.NowMs) return Decision.Refused(Outcome.HoldUnknown);

        return Decision.Accepted(new UserEvent.HoldExpired(hold.Id, CashWith(state, hold)), GivenBack(owner, hold));
    }

    private static Decision AskWithdrawal(OwnerId owner, UserState state, UserCommand.AskWithdrawal ask, Facts facts)
    {
        if (WrongAmount(ask.AmountMinor) is { } wrong) return Decision.Refused(wrong);
        if (ask.Custodian.Kind != OwnerKind.Custody) return Decision.Refused(Outcome.PayeeKindWrong);
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (Lifecycle.MayReceive(facts.StatusOf(ask.Custodian)) is { } notPayable) return Decision.Refused(notPayable);
        var cashMinor = state.Balances.Of(Pocket.Cash, ask.Asset);
        if (cashMinor < ask.AmountMinor) return Decision.Refused(Outcome.InsufficientFunds);

        return Decision.Accepted(
            new UserEvent.WithdrawalAsked(cashMinor - ask.AmountMinor),
            new Transfer(Pocket.Cash, ask.Custodian, Pocket.Outbound, ask.Asset, ask.AmountMinor));
    }

    private static Outcome? WrongAmount(long amountMinor) =>
        amountMinor <= 0 ? Outcome.AmountNotPositive : amountMinor > Limits.AmountMinorMax ? Outcome.AmountTooLarge : null;

    // The smallest number over all payees, so that the answer does not depend on their order.
    private static Outcome? Payable(ImmutableArray<Share> shares, Facts facts)
    {
        Outcome? worst = null;
        foreach (var share in shares)
        {
            if (Lifecycle.MayReceive(facts.StatusOf(share.Payee)) is { } no && (worst is null || no < worst)) worst = no;
        }
        return worst;
    }

    private static Pocket? PocketOf(OwnerKind payee) => payee switch
    {
        OwnerKind.Merchant => Pocket.Pending,
        OwnerKind.Platform => Pocket.Fees,
        OwnerKind.Insurer => Pocket.Premiums,
        OwnerKind.User or OwnerKind.Loan or OwnerKind.Custody or OwnerKind.Fund or OwnerKind.Lender or OwnerKind.Partner => null,
    };

    private static long CashWith(UserState state, Hold hold) => state.Balances.Of(Pocket.Cash, hold.Asset) + hold.LeftMinor;

    private static Transfer GivenBack(OwnerId owner, Hold hold) => new(Pocket.Held, owner, Pocket.Cash, hold.Asset, hold.LeftMinor);
}
