using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What can happen in a merchant's ledger.</summary>
[GenerateSerializer, Immutable]
public abstract record MerchantEvent : LedgerEvent
{
    private MerchantEvent() { }

    /// <param name="From">Which bucket the money was in, so that the merchant's day totals follow; null when it was already settled.</param>
    /// <param name="FeeCutMinor">By how much the fee that waits in the bucket shrinks.</param>
    /// <param name="RefundedMinor">What has been refunded of the payment so far, this entry included.</param>
    [GenerateSerializer, Immutable]
    public sealed record PaymentRefunded(
        [property: Id(0)] Guid PaymentId,
        [property: Id(1)] Bucket? From,
        [property: Id(2)] long FeeCutMinor,
        [property: Id(3)] long RefundedMinor) : MerchantEvent
    {
        public override EntryKind Kind => EntryKind.PaymentRefunded;
        public override Guid Subject => PaymentId;
    }

    /// <param name="From">The day of the payment.</param>
    /// <param name="ConfirmedOn">The business date of the confirmation.</param>
    [GenerateSerializer, Immutable]
    public sealed record ReceiptConfirmed(
        [property: Id(0)] Guid PaymentId,
        [property: Id(1)] Bucket From,
        [property: Id(2)] DateOnly ConfirmedOn,
        [property: Id(3)] long GrossMinor,
        [property: Id(4)] long FeeMinor) : MerchantEvent
    {
        public override EntryKind Kind => EntryKind.ReceiptConfirmed;
        public override Guid Subject => PaymentId;
    }

    /// <param name="Paid">What was settled, one line per asset.</param>
    [GenerateSerializer, Immutable]
    public sealed record Settled([property: Id(0)] DateOnly BusinessDate, [property: Id(1)] ImmutableArray<SettledAsset> Paid) : MerchantEvent
    {
        public override EntryKind Kind => EntryKind.Settled;
    }
}

/// <summary>Net = gross - fee reached the merchant's cash, the fee reached the platform.</summary>
[GenerateSerializer, Immutable]
public sealed record SettledAsset(
    [property: Id(0)] Asset Asset, [property: Id(1)] long GrossMinor, [property: Id(2)] long FeeMinor, [property: Id(3)] int PaymentCount);

/// <summary>Pending money of one asset and one day: unconfirmed by the day of payment, or confirmed by the day of confirmation.</summary>
[GenerateSerializer, Immutable]
public sealed record Bucket([property: Id(0)] Asset Asset, [property: Id(1)] DateOnly Day, [property: Id(2)] bool Confirmed);
