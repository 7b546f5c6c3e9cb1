using Orleans;

namespace Granary.Ledger;

/// <summary>What a merchant's ledger remembers.</summary>
/// <param name="Pending">The pocket of that name, by day.</param>
/// <param name="SettledThrough">The latest business date that was settled; null before the first.</param>
[GenerateSerializer, Immutable]
public sealed record MerchantState(
    [property: Id(9)] long LastAtMs,
    [property: Id(0)] OwnerStatus Status,
    [property: Id(1)] Balances Balances,
    [property: Id(2)] FeeSchedule Fee,
    [property: Id(3)] DayTotals Pending,
    [property: Id(4)] DateOnly? SettledThrough) : IOwnerState<MerchantState>
{
    public static MerchantState Empty { get; } = new(LastAtMs: 0, OwnerStatus.Unknown, Balances.None, FeeSchedule.Standard, DayTotals.None, SettledThrough: null);

    public MerchantState Apply(Entry entry)
    {
        Invariant.Holds(entry.AtMs >= LastAtMs);
        var moved = this with { LastAtMs = entry.AtMs, Balances = Balances.After(entry.Owner, entry.Transfers) };
        return entry.Event switch
        {
            OwnerEvent.Opened opened => moved with { Status = OwnerStatus.Open, Fee = opened.Fee ?? FeeSchedule.Standard },
            OwnerEvent happened => moved with { Status = Lifecycle.After(Status, happened) },
            MerchantEvent.PaymentRefunded { From: { } bucket } refunded =>
                moved with { Pending = Pending.Add(bucket, -entry.Transfers[0].AmountMinor, -refunded.FeeCutMinor, paymentCount: 0) },
            MerchantEvent.PaymentRefunded => moved,
            MerchantEvent.ReceiptConfirmed confirmed => moved with { Pending = Confirmed(confirmed) },
            MerchantEvent.Settled settled => moved with { Pending = Pending.After(settled), SettledThrough = settled.BusinessDate },
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Event.Kind, "not an entry of a merchant"),
        };
    }

    public MerchantState Apply(in Credit credit)
    {
        var moved = this with { Balances = Balances.Credit(credit.Pocket, credit.Asset, credit.AmountMinor) };
        if (credit.Pocket != Pocket.Pending) return moved;
        var bucket = DayTotals.BucketOf(credit.Asset, BusinessDate.Of(credit.AtMs), SettledThrough);
        return moved with { Pending = Pending.Add(bucket, credit.AmountMinor, Fee.FeeMinor(credit.AmountMinor), paymentCount: 1) };
    }

    private DayTotals Confirmed(MerchantEvent.ReceiptConfirmed confirmed) => Pending
        .Add(confirmed.From, -confirmed.GrossMinor, -confirmed.FeeMinor, paymentCount: -1)
        .Add(confirmed.From with { Day = confirmed.ConfirmedOn, Confirmed = true }, confirmed.GrossMinor, confirmed.FeeMinor, paymentCount: 1);
}
