using Granary.Grains;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>What a reader is shown must be what the naive ledger says.</summary>
internal static class Views
{
    public static string? Flaw(NaiveOwner owner, OwnerView view)
    {
        if (view.Owner != owner.Id) return $"shows {view.Owner}";
        if (view.Status != owner.Status) return $"shows {view.Status} instead of {owner.Status}";
        if (view.Sequence != owner.Sequence) return $"shows sequence {view.Sequence} instead of {owner.Sequence}";
        var shown = view.Balances.Accounts.Where(account => account.AmountMinor != 0).Select(account => (account.Pocket, account.Asset.Code, account.AmountMinor));
        if (!shown.SequenceEqual(owner.Balances))
        {
            return $"shows {Text(shown)} instead of {Text(owner.Balances)}";
        }
        return view.Holds.Select(hold => (hold.Id, hold.LeftMinor, hold.ExpiresAtMs)).SequenceEqual(owner.Holds.Select(hold => (hold.Id, hold.LeftMinor, hold.ExpiresAtMs)))
            ? null
            : "shows other holds";
    }

    private static string Text(IEnumerable<(Pocket, int, long)> accounts) => $"[{string.Join(", ", accounts)}]";
}
