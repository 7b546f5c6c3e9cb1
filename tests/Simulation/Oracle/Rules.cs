using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>When somebody asked, and what the clock of the asked host says now.</summary>
internal readonly record struct Moment(long AskedUs, long ClockMs)
{
    /// <summary>A host may decide on who was open five seconds ago.</summary>
    public long KnownSinceUs => AskedUs - 5_000_000;
}

/// <summary>
/// Which answers to a command would be right in this instant. Written from the documents and not from the deciders. Two things leave room:
/// who is open may be known only as of five seconds ago, and of a credit that landed while the question was open nobody can say whether it
/// came before the decision or after.
/// </summary>
internal sealed class Rules(NaiveLedger ledger)
{
    private const long AmountMinorMax = 1_000_000_000_000_000;
    private static readonly OutcomeSet Accepted = OutcomeSet.Only(Outcome.Accepted);

    public OutcomeSet Possible(NaiveOwner owner, Command command, Moment moment)
    {
        // An owner's time does not go back, whatever the clock of the host says.
        var nowMs = Math.Max(moment.ClockMs, owner.LastAtMs);
        return command switch
        {
            UserCommand.Pay pay => Pay(owner, pay, moment),
            UserCommand.Transfer transfer => Transfer(owner, transfer, moment),
            UserCommand.PlaceHold place => PlaceHold(owner, place, moment),
            UserCommand.CaptureHold capture => Capture(owner, capture, nowMs),
            UserCommand.ReleaseHold release => OfHold(owner, release.HoldId, release.By, nowMs, out _),
            UserCommand.AskWithdrawal ask => AskWithdrawal(owner, ask, moment),
            MerchantCommand.Refund refund => Refund(owner, refund),
            MerchantCommand.ConfirmReceipt confirm => ConfirmReceipt(owner, confirm),
            MerchantCommand.Settle settle => Settle(owner, settle, NaiveOwner.DayOf(nowMs), moment),
            CustodyCommand.ReportDeposit report => ReportDeposit(owner, report, moment),
            CustodyCommand.ConfirmWithdrawal confirm => EndWithdrawal(owner, confirm.WithdrawalId, Pocket.Bank),
            CustodyCommand.RefuseWithdrawal refuse => EndWithdrawal(owner, refuse.WithdrawalId, Pocket.Outbound),
            PlatformCommand.IssueKey => MayAct(owner) ?? Accepted,
            PlatformCommand.RevokeKey revoke => owner.KeysByHash.ContainsValue(revoke.KeyId) ? Accepted : OutcomeSet.Only(Outcome.KeyUnknown),
            PlatformCommand.RegisterWebhook register => WebhookRules.Register(owner, register, StatusesOf(register.Owner, moment), MayAct(owner)),
            PlatformCommand.RemoveWebhook remove => WebhookRules.OfOne(owner, remove.WebhookId),
            PlatformCommand.RollWebhookSecret roll => WebhookRules.OfOne(owner, roll.WebhookId),
            PlatformCommand.EnableWebhook enable => WebhookRules.Enable(owner, enable.WebhookId),
            OwnerCommand lifecycle => Life(owner, lifecycle),
            _ => throw new InvalidOperationException($"no client sends {command.GetType().Name}"),
        };
    }

    private OutcomeSet Pay(NaiveOwner owner, UserCommand.Pay pay, Moment moment)
    {
        if (pay.Shares.IsEmpty || pay.Shares.Any(share => share.AmountMinor <= 0)) return OutcomeSet.Only(Outcome.AmountNotPositive);
        var totalMinor = pay.Shares.Aggregate(Int128.Zero, (sum, share) => sum + share.AmountMinor);
        if (totalMinor > AmountMinorMax) return OutcomeSet.Only(Outcome.AmountTooLarge);
        if (pay.Shares.Length > 1_000) return OutcomeSet.Only(Outcome.TooManyShares);
        if (pay.Shares.Any(share => share.Payee.Kind is not (OwnerKind.Merchant or OwnerKind.Platform or OwnerKind.Insurer)))
        {
            return OutcomeSet.Only(Outcome.PayeeKindWrong);
        }
        return MayAct(owner) ?? Paying(owner, [.. pay.Shares.Select(share => share.Payee)], moment, EnoughCash(owner, pay.Asset, (long)totalMinor, moment));
    }

    private OutcomeSet Transfer(NaiveOwner owner, UserCommand.Transfer transfer, Moment moment)
    {
        if (WrongAmount(transfer.AmountMinor) is { } wrong) return wrong;
        if (transfer.To == owner.Id) return OutcomeSet.Only(Outcome.SelfTransfer);
        if (transfer.To.Kind != OwnerKind.User) return OutcomeSet.Only(Outcome.PayeeKindWrong);
        return MayAct(owner) ?? Paying(owner, [transfer.To], moment, EnoughCash(owner, transfer.Asset, transfer.AmountMinor, moment));
    }

    private OutcomeSet PlaceHold(NaiveOwner owner, UserCommand.PlaceHold place, Moment moment)
    {
        if (WrongAmount(place.AmountMinor) is { } wrong) return wrong;
        if (place.TtlMs is < 1 or > 2_678_400_000) return OutcomeSet.Only(Outcome.TtlOutOfRange);
        if (place.Payee.Kind != OwnerKind.Merchant) return OutcomeSet.Only(Outcome.PayeeKindWrong);
        var money = owner.Holds.Count >= 64 ? OutcomeSet.Only(Outcome.TooManyHolds) : EnoughCash(owner, place.Asset, place.AmountMinor, moment);
        return MayAct(owner) ?? Paying(owner, [place.Payee], moment, money);
    }

    private static OutcomeSet Capture(NaiveOwner owner, UserCommand.CaptureHold capture, long nowMs)
    {
        if (WrongAmount(capture.AmountMinor) is { } wrong) return wrong;
        var possible = OfHold(owner, capture.HoldId, capture.By, nowMs, out var hold);
        return possible == Accepted && capture.AmountMinor > hold!.LeftMinor ? OutcomeSet.Only(Outcome.ExceedsHold) : possible;
    }

    private static OutcomeSet OfHold(NaiveOwner owner, Guid holdId, OwnerId? by, long nowMs, out NaiveHold? hold)
    {
        hold = owner.Hold(holdId);
        if (MayAct(owner) is { } no) return no;
        if (hold is null) return OutcomeSet.Only(Outcome.HoldUnknown);
        // The owner gives an expired hold back before it decides anything else, and then does not know it any more.
        if (hold.ExpiresAtMs <= nowMs) return OutcomeSet.Only(Outcome.HoldExpired) | OutcomeSet.Only(Outcome.HoldUnknown);
        return by is { } merchant && merchant != hold.Payee ? OutcomeSet.Only(Outcome.NotThePayee) : Accepted;
    }

    private OutcomeSet AskWithdrawal(NaiveOwner owner, UserCommand.AskWithdrawal ask, Moment moment)
    {
        if (WrongAmount(ask.AmountMinor) is { } wrong) return wrong;
        if (ask.Custodian.Kind != OwnerKind.Custody) return OutcomeSet.Only(Outcome.PayeeKindWrong);
        return MayAct(owner) ?? Paying(owner, [ask.Custodian], moment, EnoughCash(owner, ask.Asset, ask.AmountMinor, moment));
    }

    private static OutcomeSet Refund(NaiveOwner owner, MerchantCommand.Refund refund)
    {
        if (WrongAmount(refund.AmountMinor) is { } wrong) return wrong;
        // A frozen merchant may still give money back.
        if (owner.Status == OwnerStatus.Unknown) return OutcomeSet.Only(Outcome.OwnerUnknown);
        if (owner.Status == OwnerStatus.Closed) return OutcomeSet.Only(Outcome.OwnerClosed);
        if (!owner.Payments.TryGetValue(refund.PaymentId, out var payment)) return OutcomeSet.Only(Outcome.PaymentUnknown);
        if (payment.LeftMinor == 0) return OutcomeSet.Only(Outcome.PaymentFullyRefunded);
        if (refund.AmountMinor > payment.LeftMinor) return OutcomeSet.Only(Outcome.ExceedsPayment);
        return owner.Of(owner.IsSettled(payment) ? Pocket.Cash : Pocket.Pending, payment.Asset) < refund.AmountMinor
            ? OutcomeSet.Only(Outcome.InsufficientFunds)
            : Accepted;
    }

    private static OutcomeSet ConfirmReceipt(NaiveOwner owner, MerchantCommand.ConfirmReceipt confirm)
    {
        if (MayAct(owner) is { } no) return no;
        if (!owner.Payments.TryGetValue(confirm.PaymentId, out var payment)) return OutcomeSet.Only(Outcome.PaymentUnknown);
        if (payment.IsConfirmed || owner.IsSettled(payment)) return OutcomeSet.Only(Outcome.ReceiptAlreadyConfirmed);
        return OutcomeSet.Only(payment.LeftMinor == 0 ? Outcome.PaymentFullyRefunded : Outcome.Accepted);
    }

    private static OutcomeSet Settle(NaiveOwner owner, MerchantCommand.Settle settle, int today, Moment moment)
    {
        if (MayAct(owner) is { } no) return no;
        var asked = settle.BusinessDate is { } date ? NaiveOwner.DayOf(date) : today;
        if (asked > today) return OutcomeSet.Only(Outcome.SettlementInTheFuture);
        var nothing = OutcomeSet.Only(Outcome.NothingToSettle);
        if (!Settlements.IsAnythingDue(owner, Math.Max(asked, owner.SettledThrough ?? int.MinValue))) return nothing;
        return owner.LastCreditUs >= moment.AskedUs ? Accepted | nothing : Accepted;
    }

    private OutcomeSet ReportDeposit(NaiveOwner owner, CustodyCommand.ReportDeposit report, Moment moment)
    {
        if (WrongAmount(report.AmountMinor) is { } wrong) return wrong;
        if (report.User.Kind != OwnerKind.User) return OutcomeSet.Only(Outcome.PayeeKindWrong);
        if (MayAct(owner) is { } no) return no;
        var earlier = owner.Deposits.GetValueOrDefault(report.BankReference);
        if (earlier is not null && IsSameDeposit(earlier, report)) return Accepted;
        var possible = OutcomeSet.None;
        foreach (var status in ledger.Of(report.User).StatusesSince(moment.KnownSinceUs))
        {
            possible |= status switch
            {
                OwnerStatus.Unknown => OutcomeSet.Only(Outcome.PayeeUnknown),
                OwnerStatus.Closed => OutcomeSet.Only(Outcome.PayeeClosed),
                // Money that lies at the bank already is booked for a frozen user too.
                OwnerStatus.Open or OwnerStatus.Frozen => earlier is not null
                    ? OutcomeSet.Only(Outcome.BankReferenceReused)
                    : OutcomeSet.Only(owner.Of(Pocket.Bank, report.Asset) + report.AmountMinor > 90 * AmountMinorMax ? Outcome.BankBalanceTooLarge : Outcome.Accepted),
            };
        }
        return possible;
    }

    private static OutcomeSet EndWithdrawal(NaiveOwner owner, Guid withdrawalId, Pocket mustHold)
    {
        if (MayAct(owner) is { } no) return no;
        if (!owner.Withdrawals.TryGetValue(withdrawalId, out var withdrawal)) return OutcomeSet.Only(Outcome.WithdrawalUnknown);
        if (withdrawal.Ended is { } ended) return OutcomeSet.Only(ended);
        var leastMinor = Math.Min(owner.Of(Pocket.Outbound, withdrawal.Asset), owner.Of(mustHold, withdrawal.Asset));
        return OutcomeSet.Only(leastMinor < withdrawal.AmountMinor ? Outcome.InsufficientFunds : Outcome.Accepted);
    }

    private static OutcomeSet Life(NaiveOwner owner, OwnerCommand command) => OutcomeSet.Only((command, owner.Status) switch
    {
        (OwnerCommand.Open, OwnerStatus.Unknown) => Outcome.Accepted,
        (OwnerCommand.Open, OwnerStatus.Open or OwnerStatus.Frozen) => Outcome.OwnerAlreadyOpen,
        (_, OwnerStatus.Unknown) => Outcome.OwnerUnknown,
        (_, OwnerStatus.Closed) => Outcome.OwnerClosed,
        (OwnerCommand.Unfreeze, OwnerStatus.Open) => Outcome.OwnerNotFrozen,
        (OwnerCommand.Unfreeze, OwnerStatus.Frozen) => Outcome.Accepted,
        (_, OwnerStatus.Frozen) => Outcome.OwnerFrozen,
        (OwnerCommand.Close, OwnerStatus.Open) => owner.IsEmpty ? Outcome.Accepted : Outcome.BalanceNotZero,
        (_, OwnerStatus.Open) => Outcome.Accepted,
    });

    // The smallest number over all payees wins; each payee may have had several statuses of late.
    private OutcomeSet Paying(NaiveOwner owner, IReadOnlyList<OwnerId> payees, Moment moment, OutcomeSet money)
    {
        var answers = payees.Select(payee => ledger.Of(payee).StatusesSince(moment.KnownSinceUs).Select(Receiving).ToList()).ToList();
        var possible = answers.All(of => of.Contains(Outcome.Accepted)) ? money : OutcomeSet.None;
        foreach (var no in answers.SelectMany(of => of).Where(answer => answer != Outcome.Accepted))
        {
            if (answers.All(of => of.Exists(answer => answer == Outcome.Accepted || answer >= no))) possible |= OutcomeSet.Only(no);
        }
        return possible;
    }

    private static Outcome Receiving(OwnerStatus status) => status switch
    {
        OwnerStatus.Open => Outcome.Accepted,
        OwnerStatus.Unknown => Outcome.PayeeUnknown,
        OwnerStatus.Closed => Outcome.PayeeClosed,
        OwnerStatus.Frozen => Outcome.PayeeFrozen,
    };

    // An owner that was not there when it was looked up is not remembered as such, so this was looked up since.
    private IEnumerable<OwnerStatus> StatusesOf(OwnerId? other, Moment moment) => other is { } id ? ledger.Of(id).StatusesSince(moment.AskedUs) : [];

    private static OutcomeSet? MayAct(NaiveOwner owner) => owner.Status switch
    {
        OwnerStatus.Open => null,
        OwnerStatus.Unknown => OutcomeSet.Only(Outcome.OwnerUnknown),
        OwnerStatus.Closed => OutcomeSet.Only(Outcome.OwnerClosed),
        OwnerStatus.Frozen => OutcomeSet.Only(Outcome.OwnerFrozen),
    };

    private static OutcomeSet? WrongAmount(long amountMinor) =>
        amountMinor <= 0 ? OutcomeSet.Only(Outcome.AmountNotPositive) : amountMinor > AmountMinorMax ? OutcomeSet.Only(Outcome.AmountTooLarge) : null;

    private static OutcomeSet EnoughCash(NaiveOwner owner, Asset asset, long amountMinor, Moment moment)
    {
        var cashMinor = owner.Of(Pocket.Cash, asset);
        if (cashMinor < amountMinor) return OutcomeSet.Only(Outcome.InsufficientFunds);
        return cashMinor - owner.CreditedMinor(Pocket.Cash, asset, moment.AskedUs) < amountMinor
            ? Accepted | OutcomeSet.Only(Outcome.InsufficientFunds)
            : Accepted;
    }

    internal static bool IsSameDeposit(Entry earlier, CustodyCommand.ReportDeposit report) => earlier.Transfers is [var booked]
        && booked.CreditOwner == report.User && booked.Asset == report.Asset && booked.AmountMinor == report.AmountMinor;
}
