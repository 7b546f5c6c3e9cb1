using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What waits in one bucket.</summary>
/// <param name="FeeMinor">The sum of the fees of its payments, each rounded by itself.</param>
[GenerateSerializer, Immutable]
public readonly record struct DayTotal(
    [property: Id(0)] Bucket Bucket, [property: Id(1)] long GrossMinor, [property: Id(2)] long FeeMinor, [property: Id(3)] int PaymentCount);

/// <summary>
/// A merchant's pending money by day. Days, not payments: a merchant with a million pending payments keeps a dozen lines, and what one
/// payment's state is follows from the journal (<see cref="PaymentHistory"/>) and the day up to which its merchant is settled.
/// </summary>
/// <param name="Days">In order of asset, day and confirmation, so that the same entries folded in another order are the same state.</param>
[GenerateSerializer, Immutable]
public sealed record DayTotals([property: Id(0)] ImmutableArray<DayTotal> Days)
{
    /// <summary>After this many days a payment counts as confirmed.</summary>
    public const int DaysUntilDue = 10;

    public static DayTotals None { get; } = new([]);

    public DayTotals Add(Bucket bucket, long grossMinor, long feeMinor, int paymentCount)
    {
        var place = 0;
        while (place < Days.Length && Order(Days[place].Bucket).CompareTo(Order(bucket)) < 0) place++;
        var isThere = place < Days.Length && Days[place].Bucket == bucket;
        var day = isThere ? Days[place] : new DayTotal(bucket, GrossMinor: 0, FeeMinor: 0, PaymentCount: 0);
        var grown = new DayTotal(bucket, day.GrossMinor + grossMinor, day.FeeMinor + feeMinor, day.PaymentCount + paymentCount);
        Invariant.Holds(grown.GrossMinor >= 0);
        Invariant.Holds(grown.FeeMinor >= 0);
        return new DayTotals(isThere ? Days.SetItem(place, grown) : Days.Insert(place, grown));
    }

    /// <summary>False when less is in the bucket: its payment is in the journal, its credit not yet here.</summary>
    public bool Holds(Bucket bucket, long grossMinor, long feeMinor) =>
        Days.Any(day => day.Bucket == bucket && day.GrossMinor >= grossMinor && day.FeeMinor >= feeMinor);

    /// <summary>The buckets that a settlement for the business date pays out.</summary>
    public IEnumerable<DayTotal> DueOn(DateOnly businessDate) => Days.Where(day => IsDue(day.Bucket, businessDate));

    /// <summary>
    /// Takes out what was paid. What is due beyond that is credits that the merchant had not seen when it settled; a reload folds them
    /// first, and they must still wait for the next settlement.
    /// </summary>
    public DayTotals After(MerchantEvent.Settled settled)
    {
        var rest = new DayTotals([.. Days.Where(day => !IsDue(day.Bucket, settled.BusinessDate))]);
        foreach (var due in DueOn(settled.BusinessDate).GroupBy(day => day.Bucket.Asset))
        {
            var paid = settled.Paid.FirstOrDefault(line => line.Asset == due.Key) ?? new SettledAsset(due.Key, GrossMinor: 0, FeeMinor: 0, PaymentCount: 0);
            var grossMinor = due.Sum(day => day.GrossMinor) - paid.GrossMinor;
            if (grossMinor == 0) continue;
            rest = rest.Add(
                Overdue(due.Key, settled.BusinessDate), grossMinor,
                due.Sum(day => day.FeeMinor) - paid.FeeMinor, due.Sum(day => day.PaymentCount) - paid.PaymentCount);
        }
        return rest;
    }

    /// <summary>Where a payment of the day belongs when its credit arrives.</summary>
    public static Bucket BucketOf(Asset asset, DateOnly paidOn, DateOnly? settledThrough)
    {
        var bucket = new Bucket(asset, paidOn, Confirmed: false);
        return settledThrough is { } date && IsDue(bucket, date) ? Overdue(asset, date) : bucket;
    }

    /// <summary>Confirmed money is due on the next business date (T+1); unconfirmed money ten days after the payment.</summary>
    public static bool IsDue(Bucket bucket, DateOnly businessDate) =>
        bucket.Day.AddDays(bucket.Confirmed ? 1 : DaysUntilDue) <= businessDate;

    // All that came too late for a settlement waits in one bucket, whichever days it is of.
    private static Bucket Overdue(Asset asset, DateOnly settledThrough) => new(asset, settledThrough.AddDays(-DaysUntilDue), Confirmed: false);

    private static (int, DateOnly, bool) Order(Bucket bucket) => (bucket.Asset.Code, bucket.Day, bucket.Confirmed);
}
