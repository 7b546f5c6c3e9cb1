namespace Granary.Cli.SaleDay;

/// <summary>What kind of day it is to be.</summary>
/// <param name="PeakPerSecond">0 for a closed loop: every connection sends as soon as it was answered.</param>
/// <param name="CountMax">How many requests; null when the duration decides.</param>
/// <param name="ReplayPerMille">How many of a thousand answered requests are sent again with the same key.</param>
/// <param name="RunId">Begins every idempotency key, so that two runs with one seed do not replay each other.</param>
public sealed record SaleDayPlan(
    Uri Server, int UserCount, int MerchantCount, long FirstNumber, string Custodian, long DepositMinor,
    int ConnectionCount, int PeakPerSecond, int? CountMax, TimeSpan Duration, int ReplayPerMille, int Seed, string RunId, TimeSpan Patience)
{
    public Pace Pace(TimeProvider time) =>
        PeakPerSecond > 0 ? SaleDay.Pace.BySpike(PeakPerSecond, Duration, time) :
        CountMax is { } count ? SaleDay.Pace.ByCount(count, time) : SaleDay.Pace.ByDuration(Duration, time);
}
