using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>How many owners of each kind this host has in memory.</summary>
public sealed class Census
{
    private readonly int[] counts = new int[256];

    /// <summary>The kinds that have any.</summary>
    public ImmutableArray<(OwnerKind Kind, int Count)> Counts =>
        [.. Enum.GetValues<OwnerKind>().Select(kind => (kind, Volatile.Read(ref counts[(int)kind]))).Where(one => one.Item2 > 0)];

    internal void Came(OwnerKind kind) => Interlocked.Increment(ref counts[(int)kind]);

    internal void Went(OwnerKind kind) => Interlocked.Decrement(ref counts[(int)kind]);
}
