using System.Collections.Immutable;

namespace Granary.Ledger;

/// <summary>Opening, freezing and closing: the same for every kind of owner.</summary>
public static class Lifecycle
{
    public static Decision Decide(OwnerId owner, OwnerStatus status, Balances balances, OwnerCommand command) => command switch
    {
        OwnerCommand.Open open => status switch
        {
            OwnerStatus.Unknown => Decision.Accepted(new OwnerEvent.Opened(open.Name, open.Fee)),
            OwnerStatus.Open or OwnerStatus.Frozen => Decision.Refused(Outcome.OwnerAlreadyOpen),
            OwnerStatus.Closed => Decision.Refused(Outcome.OwnerClosed),
        },
        OwnerCommand.Freeze freeze => MayAct(status) is { } no
            ? Decision.Refused(no)
            : Decision.Accepted(new OwnerEvent.Frozen(freeze.Reason)),
        OwnerCommand.Unfreeze unfreeze => status switch
        {
            OwnerStatus.Unknown => Decision.Refused(Outcome.OwnerUnknown),
            OwnerStatus.Closed => Decision.Refused(Outcome.OwnerClosed),
            OwnerStatus.Open => Decision.Refused(Outcome.OwnerNotFrozen),
            OwnerStatus.Frozen => Decision.Accepted(new OwnerEvent.Unfrozen(unfreeze.Reason)),
        },
        OwnerCommand.Close close => DecideClose(status, balances, close),
        OwnerCommand.MoveToSuspense => DecideMove(status, balances),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, $"{owner} does not know this command"),
    };

    /// <summary>Null when the owner may decide about its money; otherwise why not.</summary>
    public static Outcome? MayAct(OwnerStatus status) => status switch
    {
        OwnerStatus.Open => null,
        OwnerStatus.Unknown => Outcome.OwnerUnknown,
        OwnerStatus.Frozen => Outcome.OwnerFrozen,
        OwnerStatus.Closed => Outcome.OwnerClosed,
    };

    /// <summary>Null when the owner may be credited; otherwise why not.</summary>
    public static Outcome? MayReceive(OwnerStatus status) => status switch
    {
        OwnerStatus.Open => null,
        OwnerStatus.Unknown => Outcome.PayeeUnknown,
        OwnerStatus.Frozen => Outcome.PayeeFrozen,
        OwnerStatus.Closed => Outcome.PayeeClosed,
    };

    public static OwnerStatus After(OwnerStatus status, LedgerEvent happened) => happened switch
    {
        OwnerEvent.Opened or OwnerEvent.Unfrozen => OwnerStatus.Open,
        OwnerEvent.Frozen => OwnerStatus.Frozen,
        OwnerEvent.Closed => OwnerStatus.Closed,
        OwnerEvent.MovedToSuspense => status,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "not an event of an owner's life"),
    };

    /// <summary>What a closed owner still has to do: pass on money that reached it too late.</summary>
    public static OwnerCommand? NextDue(OwnerId owner, long nextSequence, OwnerStatus status, Balances balances) =>
        status == OwnerStatus.Closed && !balances.AreZero
            ? new OwnerCommand.MoveToSuspense(CommandId.HashOf("suspense", owner.ToString(), $"{nextSequence}"))
            : null;

    private static Decision DecideClose(OwnerStatus status, Balances balances, OwnerCommand.Close close)
    {
        if (status == OwnerStatus.Unknown) return Decision.Refused(Outcome.OwnerUnknown);
        if (status == OwnerStatus.Closed) return Decision.Refused(Outcome.OwnerClosed);
        if (status == OwnerStatus.Frozen) return Decision.Refused(Outcome.OwnerFrozen);
        if (!balances.AreZero) return Decision.Refused(Outcome.BalanceNotZero);
        return Decision.Accepted(new OwnerEvent.Closed(close.Reason));
    }

    private static Decision DecideMove(OwnerStatus status, Balances balances)
    {
        if (status != OwnerStatus.Closed) return Decision.Refused(Outcome.OwnerAlreadyOpen);
        if (balances.AreZero) return Decision.Refused(Outcome.InsufficientFunds);
        ImmutableArray<Transfer> moves = [.. balances.Accounts
            .Where(account => account.AmountMinor > 0)
            .Select(account => new Transfer(account.Pocket, OwnerId.Platform, Pocket.Suspense, account.Asset, account.AmountMinor))];
        return Decision.Accepted(new OwnerEvent.MovedToSuspense(), moves);
    }
}
