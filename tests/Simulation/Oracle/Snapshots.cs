using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>A snapshot must be the fold of exactly what it says it has seen.</summary>
internal static class Snapshots
{
    public static string? Flaw(ModelStore store, OwnerSnapshot snapshot)
    {
        var log = store.Of(snapshot.Owner);
        if (snapshot.Seen.Sequence > log.Sequence) return "has seen entries that are not there";
        var credits = log.CreditsAfter([.. new long[store.PartitionCount]]).Where(credit => credit.Position <= snapshot.Seen.Positions[credit.Partition]).ToList();
        var own = log.Own.Take((int)snapshot.Seen.Sequence).ToList();
        return snapshot.Owner.Kind switch
        {
            OwnerKind.User => Flaw(snapshot, credits, own, LedgerJson.Default.UserState),
            OwnerKind.Merchant => MerchantFlaw(snapshot, credits, own),
            OwnerKind.Custody => Flaw(snapshot, credits, own, LedgerJson.Default.CustodyState),
            _ => Flaw(snapshot, credits, own, LedgerJson.Default.PlatformState),
        };
    }

    private static string? Flaw<TState>(OwnerSnapshot snapshot, List<Credit> credits, List<PostedEntry> own, JsonTypeInfo<TState> json)
        where TState : class, IOwnerState<TState>
    {
        var folded = JsonSerializer.SerializeToUtf8Bytes(Folded<TState>(credits, own), json);
        return folded.AsSpan().SequenceEqual(snapshot.State.Span)
            ? null
            : $"is not the fold of its entries: {Encoding.UTF8.GetString(snapshot.State.Span)} instead of {Encoding.UTF8.GetString(folded)}";
    }

    // In which day a late credit waits depends on whether it was folded before or after a settlement; the sums do not.
    private static string? MerchantFlaw(OwnerSnapshot snapshot, List<Credit> credits, List<PostedEntry> own)
    {
        var (kept, folded) = (JsonSerializer.Deserialize(snapshot.State.Span, LedgerJson.Default.MerchantState)!, Folded<MerchantState>(credits, own));
        if (!NotZero(kept.Balances).SequenceEqual(NotZero(folded.Balances))) return "has other balances than its entries";
        if ((kept.Status, kept.LastAtMs, kept.SettledThrough) != (folded.Status, folded.LastAtMs, folded.SettledThrough)) return "has another status than its entries";
        if (kept.Status == OwnerStatus.Closed) return null;
        foreach (var asset in kept.Pending.Days.Select(day => day.Bucket.Asset).Distinct())
        {
            if (Sum(kept, asset) != Sum(folded, asset)) return $"has other pending money than its entries: {Sum(kept, asset)} instead of {Sum(folded, asset)}";
            if (Sum(kept, asset).GrossMinor != kept.Balances.Of(Pocket.Pending, asset)) return "has days that do not add up to its pending money";
        }
        return null;
    }

    private static (long GrossMinor, long FeeMinor) Sum(MerchantState state, Asset asset)
    {
        var days = state.Pending.Days.Where(day => day.Bucket.Asset == asset).ToList();
        return (days.Sum(day => day.GrossMinor), days.Sum(day => day.FeeMinor));
    }

    private static IEnumerable<Balance> NotZero(Balances balances) => balances.Accounts.Where(account => account.AmountMinor != 0);

    // As a load does: the opening, then all credits, then the owner's own entries.
    private static TState Folded<TState>(List<Credit> credits, List<PostedEntry> own) where TState : class, IOwnerState<TState>
    {
        var state = own.Take(1).Aggregate(TState.Empty, (folded, posted) => folded.Apply(posted.Entry));
        state = credits.Aggregate(state, (folded, credit) => folded.Apply(credit));
        return own.Skip(1).Aggregate(state, (folded, posted) => folded.Apply(posted.Entry));
    }
}
