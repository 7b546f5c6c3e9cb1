using Granary.Ledger;

namespace Granary.Grains;

/// <summary>Finds the grain of an owner.</summary>
internal static class Owners
{
    /// <summary>The grain that reacts to credits, or null: users read theirs when they need them, and the other kinds have no grain yet.</summary>
    public static IOwnerGrain? ReactiveGrain(this IGrainFactory grains, OwnerId owner) => owner.Kind switch
    {
        OwnerKind.Merchant => grains.GetGrain<IMerchantGrain>(owner.Number),
        OwnerKind.Custody => grains.GetGrain<ICustodyGrain>(owner.Number),
        OwnerKind.Platform => grains.GetGrain<IPlatformGrain>(owner.Number),
        OwnerKind.User or OwnerKind.Loan or OwnerKind.Fund or OwnerKind.Insurer or OwnerKind.Lender or OwnerKind.Partner => null,
    };
}
