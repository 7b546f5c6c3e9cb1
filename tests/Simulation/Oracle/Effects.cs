using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>What a command that was accepted must have written: these transfers and no others, and what its event says about them.</summary>
internal static class Effects
{
    /// <summary>What is wrong with the entry, judged just before it is folded; null for nothing.</summary>
    public static string? Flaw(NaiveOwner owner, Command command, Entry entry) => command switch
    {
        UserCommand.Pay pay => entry.Event is UserEvent.PaymentMade made && (made.Order, made.Scene, made.Device) == (pay.Order, pay.Scene, pay.Device)
            ? Cash(owner, made.CashAfterMinor, pay.Asset, -pay.Shares.Sum(share => share.AmountMinor))
              ?? Moves(entry, [.. pay.Shares.Select(share => new Transfer(Pocket.Cash, share.Payee, PocketOf(share.Payee), pay.Asset, share.AmountMinor))])
            : "is no such payment",
        UserCommand.Transfer transfer => entry.Event is UserEvent.TransferMade made
            ? Cash(owner, made.CashAfterMinor, transfer.Asset, -transfer.AmountMinor)
              ?? Moves(entry, new Transfer(Pocket.Cash, transfer.To, Pocket.Cash, transfer.Asset, transfer.AmountMinor))
            : "is no transfer",
        UserCommand.PlaceHold place => entry.Event is UserEvent.HoldPlaced placed && placed.Payee == place.Payee && placed.ExpiresAtMs == entry.AtMs + place.TtlMs && placed.Device == place.Device
            ? Cash(owner, placed.CashAfterMinor, place.Asset, -place.AmountMinor)
              ?? Moves(entry, new Transfer(Pocket.Cash, owner.Id, Pocket.Held, place.Asset, place.AmountMinor))
            : "is no such hold",
        UserCommand.CaptureHold capture => Captured(owner, owner.Hold(capture.HoldId)!, capture, entry),
        UserCommand.ReleaseHold release => entry.Event is UserEvent.HoldReleased released && released.HoldId == release.HoldId
            ? GivenBack(owner, owner.Hold(release.HoldId)!, released.CashAfterMinor, entry)
            : "is no such release",
        UserCommand.AskWithdrawal ask => entry.Event is UserEvent.WithdrawalAsked asked
            ? Cash(owner, asked.CashAfterMinor, ask.Asset, -ask.AmountMinor)
              ?? Moves(entry, new Transfer(Pocket.Cash, ask.Custodian, Pocket.Outbound, ask.Asset, ask.AmountMinor))
            : "is no withdrawal",
        MerchantCommand.Refund refund => Refunded(owner, owner.Payments[refund.PaymentId], refund, entry),
        MerchantCommand.ConfirmReceipt confirm => Confirmed(owner, owner.Payments[confirm.PaymentId], confirm, entry),
        MerchantCommand.Settle settle => Settlements.Flaw(owner, settle, entry),
        CustodyCommand.ReportDeposit report => entry.Event is CustodyEvent.DepositReported reported && reported.BankReference == report.BankReference
            ? Moves(entry, new Transfer(Pocket.Bank, report.User, Pocket.Cash, report.Asset, report.AmountMinor))
            : "is no such deposit",
        CustodyCommand.ConfirmWithdrawal confirm => entry.Event is CustodyEvent.WithdrawalConfirmed confirmed && confirmed.WithdrawalId == confirm.WithdrawalId
            ? Moves(entry, Ended(owner, confirm.WithdrawalId, owner.Id, Pocket.Bank))
            : "is no such confirmation",
        CustodyCommand.RefuseWithdrawal refuse => entry.Event is CustodyEvent.WithdrawalRefused refused && refused.WithdrawalId == refuse.WithdrawalId
            ? Moves(entry, Ended(owner, refuse.WithdrawalId, owner.Withdrawals[refuse.WithdrawalId].User, Pocket.Cash))
            : "is no such refusal",
        OwnerCommand.Open open => entry.Event is OwnerEvent.Opened opened && opened.Name == open.Name && opened.Fee == open.Fee ? Moves(entry) : "opens otherwise",
        OwnerCommand.Freeze => entry.Event is OwnerEvent.Frozen ? Moves(entry) : "does not freeze",
        OwnerCommand.Unfreeze => entry.Event is OwnerEvent.Unfrozen ? Moves(entry) : "does not unfreeze",
        OwnerCommand.Close => entry.Event is OwnerEvent.Closed ? Moves(entry) : "does not close",
        PlatformCommand.IssueKey issue => entry.Event is PlatformEvent.KeyIssued { Key: var key } && key.Hash == issue.Hash && key.Id == issue.Id
            ? Moves(entry)
            : "issues another key",
        PlatformCommand.RevokeKey revoke => entry.Event is PlatformEvent.KeyRevoked revoked && revoked.KeyId == revoke.KeyId ? Moves(entry) : "revokes another key",
        PlatformCommand aboutWebhook => WebhookRules.Flaw(owner, aboutWebhook, entry),
        _ => throw new InvalidOperationException($"no client sends {command.GetType().Name}"),
    };

    /// <summary>The same for what an owner does of itself.</summary>
    public static string? FlawOfOwnAccord(NaiveOwner owner, Entry entry) => entry.Event switch
    {
        UserEvent.HoldExpired expired => owner.Hold(expired.HoldId) is not { } hold ? "ends a hold that is not open"
            : hold.ExpiresAtMs > entry.AtMs ? "ends a hold before its time"
            : GivenBack(owner, hold, expired.CashAfterMinor, entry),
        OwnerEvent.MovedToSuspense => owner.Status != OwnerStatus.Closed ? "moves an open owner's money to suspense"
            : entry.Transfers.IsEmpty || entry.Transfers.Any(moved => (moved.CreditOwner, moved.CreditPocket) != (OwnerId.Platform, Pocket.Suspense))
                ? "moves money elsewhere than to suspense"
                : null,
        PlatformEvent.WebhookDisabled disabled => WebhookRules.FlawOfDisabling(owner, disabled) ?? Moves(entry),
        _ => "was asked for by nobody",
    };

    private static string? Captured(NaiveOwner owner, NaiveHold hold, UserCommand.CaptureHold capture, Entry entry)
    {
        var restMinor = hold.LeftMinor - capture.AmountMinor;
        var releasedMinor = capture.ReleaseRest ? restMinor : 0;
        if (entry.Event is not UserEvent.HoldCaptured captured || captured.HoldId != hold.Id) return "is no such capture";
        var taken = new Transfer(Pocket.Held, hold.Payee, Pocket.Pending, hold.Asset, capture.AmountMinor);
        return Cash(owner, captured.CashAfterMinor, hold.Asset, releasedMinor)
            ?? (releasedMinor == 0 ? Moves(entry, taken) : Moves(entry, taken, new Transfer(Pocket.Held, owner.Id, Pocket.Cash, hold.Asset, releasedMinor)));
    }

    private static string? GivenBack(NaiveOwner owner, NaiveHold hold, long cashAfterMinor, Entry entry) =>
        Cash(owner, cashAfterMinor, hold.Asset, hold.LeftMinor) ?? Moves(entry, new Transfer(Pocket.Held, owner.Id, Pocket.Cash, hold.Asset, hold.LeftMinor));

    private static string? Refunded(NaiveOwner owner, NaivePayment payment, MerchantCommand.Refund refund, Entry entry) =>
        entry.Event is MerchantEvent.PaymentRefunded refunded && refunded.PaymentId == refund.PaymentId
            && refunded.RefundedMinor == payment.RefundedMinor + refund.AmountMinor
            && refunded.FeeCutMinor == (owner.IsSettled(payment) ? 0 : owner.FeeMinor(payment.LeftMinor) - owner.FeeMinor(payment.LeftMinor - refund.AmountMinor))
            ? Moves(entry, new Transfer(owner.IsSettled(payment) ? Pocket.Cash : Pocket.Pending, payment.Payer, Pocket.Cash, payment.Asset, refund.AmountMinor))
            : "is no such refund";

    private static string? Confirmed(NaiveOwner owner, NaivePayment payment, MerchantCommand.ConfirmReceipt confirm, Entry entry) =>
        entry.Event is MerchantEvent.ReceiptConfirmed confirmed && confirmed.PaymentId == confirm.PaymentId
            && confirmed.GrossMinor == payment.LeftMinor && confirmed.FeeMinor == owner.FeeMinor(payment.LeftMinor)
            && NaiveOwner.DayOf(confirmed.ConfirmedOn) == NaiveOwner.DayOf(entry.AtMs)
            ? Moves(entry)
            : "is no such confirmation";

    private static Transfer Ended(NaiveOwner owner, Guid withdrawalId, OwnerId to, Pocket pocket)
    {
        var withdrawal = owner.Withdrawals[withdrawalId];
        return new Transfer(Pocket.Outbound, to, pocket, withdrawal.Asset, withdrawal.AmountMinor);
    }

    // The host may not have known the newest credits, so it may say less than there is and never more.
    private static string? Cash(NaiveOwner owner, long saidMinor, Asset asset, long changeMinor) =>
        saidMinor < 0 || saidMinor > owner.Of(Pocket.Cash, asset) + changeMinor
            ? $"says that {saidMinor} in cash are left of {owner.Of(Pocket.Cash, asset)}"
            : null;

    private static string? Moves(Entry entry, params ReadOnlySpan<Transfer> expected)
    {
        var open = new Dictionary<(Pocket, OwnerId, Pocket, Asset), Int128>();
        foreach (var transfer in expected) Add(transfer, transfer.AmountMinor);
        foreach (var transfer in entry.Transfers) Add(transfer, -(Int128)transfer.AmountMinor);
        return open.Values.All(left => left == 0) ? null : "moves other money than was asked";

        void Add(in Transfer transfer, Int128 amountMinor)
        {
            var account = (transfer.DebitPocket, transfer.CreditOwner, transfer.CreditPocket, transfer.Asset);
            open[account] = open.GetValueOrDefault(account) + amountMinor;
        }
    }

    private static Pocket PocketOf(OwnerId payee) => payee.Kind switch
    {
        OwnerKind.Merchant => Pocket.Pending,
        OwnerKind.Platform => Pocket.Fees,
        _ => Pocket.Premiums,
    };
}
