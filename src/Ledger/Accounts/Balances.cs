using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What one account holds, on its own side: never negative, because no pocket of Granary may be overdrawn.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Balance([property: Id(0)] Pocket Pocket, [property: Id(1)] Asset Asset, [property: Id(2)] long AmountMinor);

/// <summary>
/// All balances of one owner, a few entries in a flat array: an owner has two or three accounts, for which an array is
/// smaller and faster than any dictionary. In order of pocket and asset, so that the same entries folded in another order are the same state.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record Balances([property: Id(0)] ImmutableArray<Balance> Accounts)
{
    public static Balances None { get; } = new(ImmutableArray<Balance>.Empty);

    /// <summary>The balance in minor units of the asset; 0 for an account that was never touched.</summary>
    public long Of(Pocket pocket, Asset asset)
    {
        var index = IndexOf(pocket, asset);
        return index < 0 ? 0 : Accounts[index].AmountMinor;
    }

    public bool AreZero => Accounts.All(account => account.AmountMinor == 0);

    public Balances Debit(Pocket pocket, Asset asset, long amountMinor) =>
        Move(pocket, asset, pocket.GrowsOnDebit() ? amountMinor : -amountMinor);

    public Balances Credit(Pocket pocket, Asset asset, long amountMinor) =>
        Move(pocket, asset, pocket.GrowsOnDebit() ? -amountMinor : amountMinor);

    /// <summary>The balances after an entry of <paramref name="owner"/>: its debits and the credits that stay with the owner itself.</summary>
    public Balances After(OwnerId owner, ImmutableArray<Transfer> transfers)
    {
        var balances = this;
        foreach (var transfer in transfers)
        {
            balances = balances.Debit(transfer.DebitPocket, transfer.Asset, transfer.AmountMinor);
            if (transfer.CreditOwner == owner) balances = balances.Credit(transfer.CreditPocket, transfer.Asset, transfer.AmountMinor);
        }
        return balances;
    }

    private Balances Move(Pocket pocket, Asset asset, long deltaMinor)
    {
        var index = IndexOf(pocket, asset);
        var moved = new Balance(pocket, asset, (index < 0 ? 0 : Accounts[index].AmountMinor) + deltaMinor);
        Invariant.Holds(moved.AmountMinor >= 0);
        return new Balances(index < 0 ? Accounts.Insert(PlaceOf(pocket, asset), moved) : Accounts.SetItem(index, moved));
    }

    private int PlaceOf(Pocket pocket, Asset asset)
    {
        var place = 0;
        while (place < Accounts.Length && (Accounts[place].Pocket, Accounts[place].Asset.Code).CompareTo((pocket, asset.Code)) < 0) place++;
        return place;
    }

    private int IndexOf(Pocket pocket, Asset asset)
    {
        for (var i = 0; i < Accounts.Length; i++)
        {
            if (Accounts[i].Pocket == pocket && Accounts[i].Asset == asset) return i;
        }
        return -1;
    }
}
