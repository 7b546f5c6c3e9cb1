using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>How much of the journal the fold of one owner holds.</summary>
/// <param name="Sequence">The owner's own last entry; 0 for none.</param>
/// <param name="Positions">For each partition, the position up to which credits from other owners are in; one element per partition.</param>
public readonly record struct Seen(long Sequence, ImmutableArray<long> Positions)
{
    public static Seen Nothing(int partitionCount) => new(0, [.. new long[partitionCount]]);
}

/// <summary>The fold of one owner, kept to shorten its next load.</summary>
/// <param name="State">The owner's state as UTF-8 JSON.</param>
public sealed record OwnerSnapshot(OwnerId Owner, Seen Seen, ReadOnlyMemory<byte> State);

/// <summary>
/// What an owner has to fold: own entries by sequence, credits by partition and position. Credits are folded first (after the opening entry),
/// because own entries may have spent them and nothing says which came first.
/// </summary>
/// <param name="Seen">How much the reader has after folding all of this.</param>
public sealed record OwnerHistory(OwnerSnapshot? Snapshot, ImmutableArray<PostedEntry> Own, ImmutableArray<Credit> Credits, Seen Seen);
