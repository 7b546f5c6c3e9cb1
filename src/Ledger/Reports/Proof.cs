using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>The head of a journal partition.</summary>
/// <param name="Chain">SHA-256 over everything up to the position; 32 bytes.</param>
[GenerateSerializer, Immutable]
public sealed record PartitionHead([property: Id(0)] int Partition, [property: Id(1)] long Position, [property: Id(2)] ImmutableArray<byte> Chain);

/// <summary>The sum of one pocket in one asset over all owners of one kind, on the pocket's own side.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PocketTotal(
    [property: Id(0)] OwnerKind Kind, [property: Id(1)] Pocket Pocket, [property: Id(2)] Asset Asset, [property: Id(3)] Int128 AmountMinor);

/// <summary>The trial balance of the whole ledger at one instant, with the heads of the journal at that instant.</summary>
[GenerateSerializer, Immutable, Alias("granary.proof")]
public sealed record Proof([property: Id(0)] ImmutableArray<PocketTotal> Totals, [property: Id(1)] ImmutableArray<PartitionHead> Heads)
{
    /// <summary>Per asset, credits minus debits over all accounts: zero, or money was made or lost.</summary>
    public IEnumerable<(Asset Asset, Int128 SumMinor)> Sums() => PerAsset(total => GrowsOnDebit(total) ? -total.AmountMinor : total.AmountMinor);

    /// <summary>Per asset, what is owed to somebody: everything but what lies at the banks and what was issued.</summary>
    public IEnumerable<(Asset Asset, Int128 SumMinor)> Liabilities() => PerAsset(total => GrowsOnDebit(total) ? 0 : total.AmountMinor);

    /// <summary>Per asset, what the custodians hold.</summary>
    public IEnumerable<(Asset Asset, Int128 SumMinor)> Custody() => PerAsset(total => total.Pocket == Pocket.Bank ? total.AmountMinor : 0);

    // A pocket that no version knows comes from a changed row. The proof must be able to say that something is wrong.
    private static bool GrowsOnDebit(PocketTotal total) => Enum.IsDefined(total.Pocket) && total.Pocket.GrowsOnDebit();

    private IEnumerable<(Asset, Int128)> PerAsset(Func<PocketTotal, Int128> part) => Totals
        .GroupBy(total => total.Asset)
        .OrderBy(group => group.Key.Code)
        .Select(group => (group.Key, group.Aggregate((Int128)0, (sum, total) => sum + part(total))));
}
