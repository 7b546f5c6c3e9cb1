using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// What a settlement may pay out. A merchant settles what it knows of; credits that it had not seen stay pending for the next time. So what is
/// due here is a ceiling for one settlement, and what the last one of all must reach.
/// </summary>
internal static class Settlements
{
    public static bool IsAnythingDue(NaiveOwner merchant, int day) =>
        merchant.Balances.Any(account => account.Pocket == Pocket.Pending && Due(merchant, new Asset(account.Asset), day).GrossMinor > 0);

    /// <summary>Whatever is pending and does not belong to a payment that must still wait.</summary>
    public static (long GrossMinor, long FeeMinor) Due(NaiveOwner merchant, Asset asset, int day)
    {
        var (waitingMinor, waitingFeeMinor) = (0L, 0L);
        foreach (var payment in merchant.Payments.Values)
        {
            if (payment.Asset != asset || payment.DueOn <= day) continue;
            waitingMinor += payment.LeftMinor;
            waitingFeeMinor += merchant.FeeMinor(payment.LeftMinor);
        }
        return (merchant.Of(Pocket.Pending, asset) - waitingMinor, merchant.FeesWaitingMinor.GetValueOrDefault(asset.Code) - waitingFeeMinor);
    }

    /// <summary>What is wrong with a settlement that became an entry; null for nothing.</summary>
    public static string? Flaw(NaiveOwner merchant, MerchantCommand.Settle asked, Entry entry)
    {
        if (entry.Event is not MerchantEvent.Settled settled) return "is no settlement";
        var day = Math.Max(asked.BusinessDate is { } date ? NaiveOwner.DayOf(date) : NaiveOwner.DayOf(entry.AtMs), merchant.SettledThrough ?? int.MinValue);
        if (NaiveOwner.DayOf(settled.BusinessDate) != day) return $"settles {settled.BusinessDate:O}, not day {day}";
        foreach (var paid in settled.Paid)
        {
            var (grossMinor, feeMinor) = Due(merchant, paid.Asset, day);
            if (paid.GrossMinor > grossMinor || paid.FeeMinor > feeMinor)
            {
                return $"pays out {paid.GrossMinor} with fee {paid.FeeMinor} where {grossMinor} with fee {feeMinor} is due";
            }
            var toMerchantMinor = Sum(entry, merchant.Id, Pocket.Cash, paid.Asset);
            var toPlatformMinor = Sum(entry, OwnerId.Platform, Pocket.Fees, paid.Asset);
            if (toMerchantMinor != paid.GrossMinor - paid.FeeMinor || toPlatformMinor != paid.FeeMinor) return "moves other amounts than it says";
        }
        var movedMinor = entry.Transfers.Aggregate(Int128.Zero, (sum, transfer) => sum + transfer.AmountMinor);
        return movedMinor == settled.Paid.Aggregate(Int128.Zero, (sum, paid) => sum + paid.GrossMinor) ? null : "moves more than it says";
    }

    private static long Sum(Entry entry, OwnerId owner, Pocket pocket, Asset asset) => entry.Transfers
        .Where(transfer => (transfer.DebitPocket, transfer.CreditOwner, transfer.CreditPocket, transfer.Asset) == (Pocket.Pending, owner, pocket, asset))
        .Sum(transfer => transfer.AmountMinor);
}
