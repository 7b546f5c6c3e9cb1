using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>Cash set aside for a merchant.</summary>
/// <param name="Id">The command id that placed it.</param>
/// <param name="LeftMinor">What has not been captured yet; positive.</param>
[GenerateSerializer, Immutable]
public sealed record Hold(
    [property: Id(0)] Guid Id,
    [property: Id(1)] OwnerId Payee,
    [property: Id(2)] Asset Asset,
    [property: Id(3)] long LeftMinor,
    [property: Id(4)] long ExpiresAtMs,
    [property: Id(5)] Scene Scene,
    [property: Id(6)] string? Order);

/// <summary>What a user's ledger remembers.</summary>
/// <param name="Holds">Open holds only, oldest first.</param>
[GenerateSerializer, Immutable]
public sealed record UserState(
    [property: Id(9)] long LastAtMs,
    [property: Id(0)] OwnerStatus Status,
    [property: Id(1)] Balances Balances,
    [property: Id(2)] ImmutableArray<Hold> Holds) : IOwnerState<UserState>
{
    public static UserState Empty { get; } = new(LastAtMs: 0, OwnerStatus.Unknown, Balances.None, []);

    public Hold? FindHold(Guid id)
    {
        foreach (var hold in Holds)
        {
            if (hold.Id == id) return hold;
        }
        return null;
    }

    public UserState Apply(Entry entry)
    {
        Invariant.Holds(entry.AtMs >= LastAtMs);
        var moved = this with { LastAtMs = entry.AtMs, Balances = Balances.After(entry.Owner, entry.Transfers) };
        return entry.Event switch
        {
            OwnerEvent happened => moved with { Status = Lifecycle.After(Status, happened) },
            UserEvent.PaymentMade or UserEvent.TransferMade or UserEvent.WithdrawalAsked => moved,
            UserEvent.HoldPlaced placed => moved with { Holds = Holds.Add(Begun(entry, placed)) },
            UserEvent.HoldCaptured captured => moved with { Holds = Left(captured.HoldId, captured.LeftMinor) },
            UserEvent.HoldReleased released => moved with { Holds = Left(released.HoldId, leftMinor: 0) },
            UserEvent.HoldExpired expired => moved with { Holds = Left(expired.HoldId, leftMinor: 0) },
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Event.Kind, "not an entry of a user"),
        };
    }

    public UserState Apply(in Credit credit) => this with { Balances = Balances.Credit(credit.Pocket, credit.Asset, credit.AmountMinor) };

    private static Hold Begun(Entry entry, UserEvent.HoldPlaced placed)
    {
        var held = entry.Transfers[0];
        return new Hold(entry.CommandId, placed.Payee, held.Asset, held.AmountMinor, placed.ExpiresAtMs, placed.Scene, placed.Order);
    }

    private ImmutableArray<Hold> Left(Guid id, long leftMinor)
    {
        var hold = FindHold(id);
        Invariant.Holds(hold is not null);
        return leftMinor == 0 ? Holds.Remove(hold!) : Holds.Replace(hold!, hold! with { LeftMinor = leftMinor });
    }
}
