using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>Where a page of an owner's history ended: the owner's own last sequence on it, and the last position on it per partition.</summary>
[GenerateSerializer, Immutable]
public readonly record struct HistoryCursor([property: Id(0)] long Sequence, [property: Id(1)] ImmutableArray<long> Positions);

/// <summary>Entries that debit or credit an owner, newest first.</summary>
/// <param name="Next">Null when there is nothing older.</param>
[GenerateSerializer, Immutable, Alias("granary.history-page")]
public sealed record HistoryPage([property: Id(0)] ImmutableArray<PostedEntry> Entries, [property: Id(1)] HistoryCursor? Next);
