using Orleans;

namespace Granary.Ledger;

/// <summary>What the platform charges a merchant for one payment.</summary>
/// <param name="FlatMinor">Minor units per payment.</param>
/// <param name="RateBasisPoints">Hundredths of a percent of the amount.</param>
[GenerateSerializer, Immutable]
public sealed record FeeSchedule([property: Id(0)] long FlatMinor, [property: Id(1)] int RateBasisPoints)
{
    /// <summary>0.60 %, the usual rate of Chinese wallets for goods.</summary>
    public static FeeSchedule Standard { get; } = new(FlatMinor: 0, RateBasisPoints: 60);

    // Round up: a fraction of a cent is charged, never given away. A fee never eats more than the payment itself.
    public long FeeMinor(long amountMinor) =>
        Math.Min(amountMinor, FlatMinor + Ratio.OfBasisPoints(RateBasisPoints).Of(amountMinor, Rounding.Up));
}
