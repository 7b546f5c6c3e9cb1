using Orleans;

namespace Granary.Ledger;

/// <summary>The mirror of one bank account: what lies there (bank) and what is on its way out (outbound).</summary>
[GenerateSerializer, Immutable]
public sealed record CustodyState(
    [property: Id(9)] long LastAtMs,
    [property: Id(0)] OwnerStatus Status,
    [property: Id(1)] Balances Balances) : IOwnerState<CustodyState>
{
    public static CustodyState Empty { get; } = new(LastAtMs: 0, OwnerStatus.Unknown, Balances.None);

    public CustodyState Apply(Entry entry)
    {
        Invariant.Holds(entry.AtMs >= LastAtMs);
        var moved = this with { LastAtMs = entry.AtMs, Balances = Balances.After(entry.Owner, entry.Transfers) };
        return entry.Event switch
        {
            OwnerEvent happened => moved with { Status = Lifecycle.After(Status, happened) },
            CustodyEvent.DepositReported or CustodyEvent.WithdrawalConfirmed or CustodyEvent.WithdrawalRefused => moved,
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Event.Kind, "not an entry of a custodian"),
        };
    }

    public CustodyState Apply(in Credit credit) => this with { Balances = Balances.Credit(credit.Pocket, credit.Asset, credit.AmountMinor) };
}
