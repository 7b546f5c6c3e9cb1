using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal.Rows;

/// <summary>Adds up what was moved (credits positive, debits negative) and says it on each pocket's own side.</summary>
internal sealed class AccountSums
{
    private readonly SortedDictionary<(Pocket Pocket, int Asset), Int128> sums = [];

    internal void Add(Pocket pocket, Asset asset, Int128 movedMinor) =>
        sums[(pocket, asset.Code)] = sums.GetValueOrDefault((pocket, asset.Code)) + movedMinor;

    internal Balances Balances() => new([.. sums.Select(sum =>
        new Balance(sum.Key.Pocket, new Asset(sum.Key.Asset), (long)OnOwnSide(sum.Key.Pocket, sum.Value)))]);

    internal static PocketTotal Total(int kind, long pocket, int asset, Int128 movedMinor)
    {
        var named = Narrow.ToPocket(pocket);
        return new PocketTotal((OwnerKind)Math.Clamp(kind, 0, byte.MaxValue), named, new Asset(asset), OnOwnSide(named, movedMinor));
    }

    // A pocket that no version knows comes from a changed row; its sum is shown as it lies there.
    private static Int128 OnOwnSide(Pocket pocket, Int128 movedMinor) =>
        Enum.IsDefined(pocket) && pocket.GrowsOnDebit() ? -movedMinor : movedMinor;
}
