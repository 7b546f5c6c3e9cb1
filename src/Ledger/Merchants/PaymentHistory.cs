using System.Collections.Immutable;

namespace Granary.Ledger;

/// <summary>What the journal says about one payment as its merchant sees it: computed from its entries, never remembered.</summary>
/// <param name="PaidMinor">What the payment credited to this merchant.</param>
/// <param name="RefundedMinor">What the merchant gave back of it so far.</param>
/// <param name="ConfirmedOn">The business date of the buyer's confirmation; null when there is none.</param>
public sealed record PaymentHistory(
    OwnerId Payer, Asset Asset, DateOnly PaidOn, long PaidMinor, long RefundedMinor, DateOnly? ConfirmedOn)
{
    public long LeftMinor => PaidMinor - RefundedMinor;

    /// <summary>The day total that holds what is left, or null when it has been settled.</summary>
    public Bucket? Where(DateOnly? settledThrough)
    {
        var bucket = new Bucket(Asset, ConfirmedOn ?? PaidOn, Confirmed: ConfirmedOn is not null);
        return settledThrough is { } date && DayTotals.IsDue(bucket, date) ? null : bucket;
    }

    /// <summary>Null when no entry of the history pays this merchant.</summary>
    public static PaymentHistory? Of(OwnerId merchant, Guid paymentId, ImmutableArray<Entry> entries)
    {
        var payment = entries.FirstOrDefault(entry => entry.CommandId == paymentId && PaidTo(merchant, entry) is not null);
        if (payment is null) return null;
        var asset = PaidTo(merchant, payment)!.Value;
        var own = entries.Where(entry => entry.Owner == merchant && entry.Event.Subject == paymentId).ToList();
        return new PaymentHistory(
            payment.Owner,
            asset,
            BusinessDate.Of(payment.AtMs),
            payment.CreditedMinor(merchant, Pocket.Pending, asset),
            own.Where(entry => entry.Event is MerchantEvent.PaymentRefunded).Sum(entry => entry.Transfers.Sum(t => t.AmountMinor)),
            own.Select(entry => (entry.Event as MerchantEvent.ReceiptConfirmed)?.ConfirmedOn).FirstOrDefault(day => day is not null));
    }

    private static Asset? PaidTo(OwnerId merchant, Entry entry)
    {
        foreach (var transfer in entry.Transfers)
        {
            if (transfer.CreditOwner == merchant && transfer.CreditPocket == Pocket.Pending) return transfer.Asset;
        }
        return null;
    }
}
