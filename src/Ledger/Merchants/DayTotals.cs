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
[GenerateSerializer, Immutable]
public sealed record DayTotals([property: Id(0)] ImmutableArray<DayTotal> Days)
{
    public static DayTotals None { get; } = new([]);

    public DayTotals Add(Bucket bucket, long grossMinor, long feeMinor, int paymentCount)
    {
        for (var i = 0; i < Days.Length; i++)
        {
            var day = Days[i];
            if (day.Bucket != bucket) continue;
            var grown = new DayTotal(bucket, day.GrossMinor + grossMinor, day.FeeMinor + feeMinor, day.PaymentCount + paymentCount);
            Invariant.Holds(grown.GrossMinor >= 0);
            Invariant.Holds(grown.FeeMinor >= 0);
            return new DayTotals(Days.SetItem(i, grown));
        }
        return new DayTotals(Days.Add(new DayTotal(bucket, grossMinor, feeMinor, paymentCount)));
    }

    /// <summary>The buckets that a settlement for the business date pays out.</summary>
    public IEnumerable<DayTotal> DueOn(DateOnly businessDate) => Days.Where(day => IsDue(day.Bucket, businessDate));

    public DayTotals Without(DateOnly businessDate) => new([.. Days.Where(day => !IsDue(day.Bucket, businessDate))]);

    /// <summary>Confirmed money is due on the next business date (T+1); unconfirmed money ten days after the payment.</summary>
    public static bool IsDue(Bucket bucket, DateOnly businessDate) =>
        bucket.Day.AddDays(bucket.Confirmed ? 1 : DaysUntilDue) <= businessDate;

    /// <summary>After this many days a payment counts as confirmed.</summary>
    public const int DaysUntilDue = 10;
}
