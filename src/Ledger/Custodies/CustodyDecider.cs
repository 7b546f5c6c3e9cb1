namespace Granary.Ledger;

/// <summary>How the mirror of a bank account follows what the bank reports.</summary>
public static class CustodyDecider
{
    public static Decision Decide(OwnerId owner, CustodyState state, Command command, Facts facts) => command switch
    {
        CustodyCommand.ReportDeposit report => ReportDeposit(owner, state, report, facts),
        CustodyCommand.ConfirmWithdrawal confirm => ConfirmWithdrawal(owner, state, confirm, facts),
        CustodyCommand.RefuseWithdrawal refuse => RefuseWithdrawal(owner, state, refuse, facts),
        OwnerCommand lifecycle => Lifecycle.Decide(owner, state.Status, state.Balances, lifecycle),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not a command of a custodian"),
    };

    public static Command? NextDue(OwnerId owner, long nextSequence, CustodyState state, long nowMs) =>
        Lifecycle.NextDue(owner, nextSequence, state.Status, state.Balances);

    private static Decision ReportDeposit(OwnerId owner, CustodyState state, CustodyCommand.ReportDeposit report, Facts facts)
    {
        if (report.AmountMinor <= 0) return Decision.Refused(Outcome.AmountNotPositive);
        if (report.AmountMinor > Limits.AmountMinorMax) return Decision.Refused(Outcome.AmountTooLarge);
        if (report.User.Kind != OwnerKind.User) return Decision.Refused(Outcome.PayeeKindWrong);
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        // Asked before the payee's status: a deposit that was booked stays booked, whatever became of the user since.
        var earlier = facts.History.FirstOrDefault(entry => entry.Owner == owner && entry.Event is CustodyEvent.DepositReported);
        if (earlier is not null && SameDeposit(earlier, report)) return Decision.AlreadyDone(earlier);
        // A frozen user may not spend, but the money already lies at the bank and the mirror must say so.
        var status = facts.StatusOf(report.User);
        if (status != OwnerStatus.Frozen && Lifecycle.MayReceive(status) is { } notPayable) return Decision.Refused(notPayable);
        if (earlier is not null) return Decision.Refused(Outcome.BankReferenceReused);
        if (state.Balances.Of(Pocket.Bank, report.Asset) + report.AmountMinor > Limits.BankMinorMax) return Decision.Refused(Outcome.BankBalanceTooLarge);

        return Decision.Accepted(
            new CustodyEvent.DepositReported(report.BankReference),
            new Transfer(Pocket.Bank, report.User, Pocket.Cash, report.Asset, report.AmountMinor));
    }

    private static Decision ConfirmWithdrawal(OwnerId owner, CustodyState state, CustodyCommand.ConfirmWithdrawal confirm, Facts facts)
    {
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (Asked(owner, confirm.WithdrawalId, facts) is not { } asked) return Decision.Refused(Outcome.WithdrawalUnknown);
        if (Ended(owner, facts) is { } ended) return Decision.Refused(ended);
        var transfer = asked.Transfers[0];
        // Money may have come in through another bank; this one cannot have paid out more than it holds.
        if (Math.Min(state.Balances.Of(Pocket.Outbound, transfer.Asset), state.Balances.Of(Pocket.Bank, transfer.Asset)) < transfer.AmountMinor)
        {
            return Decision.Refused(Outcome.InsufficientFunds);
        }

        return Decision.Accepted(
            new CustodyEvent.WithdrawalConfirmed(confirm.WithdrawalId),
            new Transfer(Pocket.Outbound, owner, Pocket.Bank, transfer.Asset, transfer.AmountMinor));
    }

    private static Decision RefuseWithdrawal(OwnerId owner, CustodyState state, CustodyCommand.RefuseWithdrawal refuse, Facts facts)
    {
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        if (Asked(owner, refuse.WithdrawalId, facts) is not { } asked) return Decision.Refused(Outcome.WithdrawalUnknown);
        if (Ended(owner, facts) is { } ended) return Decision.Refused(ended);
        var transfer = asked.Transfers[0];
        // The journal may already show the withdrawal while its credit has not reached this owner.
        if (state.Balances.Of(Pocket.Outbound, transfer.Asset) < transfer.AmountMinor) return Decision.Refused(Outcome.InsufficientFunds);

        return Decision.Accepted(
            new CustodyEvent.WithdrawalRefused(refuse.WithdrawalId, refuse.Reason),
            new Transfer(Pocket.Outbound, asked.Owner, Pocket.Cash, transfer.Asset, transfer.AmountMinor));
    }

    private static Entry? Asked(OwnerId owner, Guid withdrawalId, Facts facts) => facts.History.FirstOrDefault(entry =>
        entry.CommandId == withdrawalId && entry.Event is UserEvent.WithdrawalAsked && entry.Transfers[0].CreditOwner == owner);

    private static Outcome? Ended(OwnerId owner, Facts facts)
    {
        foreach (var entry in facts.History)
        {
            if (entry.Owner != owner) continue;
            if (entry.Event is CustodyEvent.WithdrawalConfirmed) return Outcome.WithdrawalAlreadyConfirmed;
            if (entry.Event is CustodyEvent.WithdrawalRefused) return Outcome.WithdrawalAlreadyRefused;
        }
        return null;
    }

    private static bool SameDeposit(Entry earlier, CustodyCommand.ReportDeposit report)
    {
        var transfer = earlier.Transfers[0];
        return transfer.CreditOwner == report.User && transfer.Asset == report.Asset && transfer.AmountMinor == report.AmountMinor;
    }
}
