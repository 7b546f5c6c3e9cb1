using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Opens a merchant with the fee the platform charges it.</summary>
internal static class OpenMerchant
{
    private const int BasisPointsOfTheWhole = 10_000;

    private static readonly TextField Name = new("name") { IsRequired = false };
    private static readonly NumberField FeeRateBasisPoints = new("feeRateBasisPoints", min: 0, max: BasisPointsOfTheWhole) { IsRequired = false };
    private static readonly NumberField FeeFlatMinor = new("feeFlatMinor", min: 0, max: Limits.AmountMinorMax) { IsRequired = false };

    public static Operation Operation { get; } = new("Open a merchant", Handle)
    {
        Body = new BodyShape(Name, FeeRateBasisPoints, FeeFlatMinor),
        Key = KeyRule.Optional,
        Answers = [(201, "Owner"), (200, "Owner")],
        Refusals = [Outcome.KeyReused, Outcome.OwnerClosed],
    };

    private static ValueTask<Reply> Handle(ApiCall call) =>
        OwnerOpening.OpenAsync(call, new OwnerCommand.Open(call.CommandId, call.RequestHash, Name.In(call.Body) ?? "", FeeIn(call.Body)));

    // Whoever names neither gets the standard fee; whoever names one means zero for the other.
    private static FeeSchedule FeeIn(BodyValues body) => FeeRateBasisPoints.IsIn(body) || FeeFlatMinor.IsIn(body)
        ? new FeeSchedule(FeeFlatMinor.In(body), (int)FeeRateBasisPoints.In(body))
        : FeeSchedule.Standard;
}
