using System.Collections.Immutable;

namespace Granary.Ledger;

/// <summary>Splits a whole into parts that add up to the whole.</summary>
public static class Allocation
{
    /// <summary>
    /// Largest remainder (Hamilton's method): each part gets the floor of its exact share; the minor units left over go, one each, to the
    /// largest fractions, equal fractions in the order given.
    /// </summary>
    /// <param name="totalMinor">What is split; a negative total is split as its mirror image.</param>
    /// <param name="weights">Not negative, at least one positive. Units do not matter.</param>
    /// <exception cref="ArgumentException">No weight is positive, or one is negative.</exception>
    public static ImmutableArray<long> ByLargestRemainder(long totalMinor, ReadOnlySpan<long> weights)
    {
        Int128 weightSum = 0;
        foreach (var weight in weights)
        {
            if (weight < 0) throw new ArgumentException("a weight is negative", nameof(weights));
            weightSum += weight;
        }
        if (weightSum == 0) throw new ArgumentException("no weight is positive", nameof(weights));

        var total = Int128.Abs(totalMinor);
        var parts = new Int128[weights.Length];
        var fractions = new (Int128 Remainder, int Index)[weights.Length];
        var left = total;
        for (var i = 0; i < weights.Length; i++)
        {
            (parts[i], var remainder) = Int128.DivRem(total * weights[i], weightSum);
            fractions[i] = (remainder, i);
            left -= parts[i];
        }

        Array.Sort(fractions, static (a, b) => a.Remainder == b.Remainder ? a.Index.CompareTo(b.Index) : b.Remainder.CompareTo(a.Remainder));
        for (var i = 0; left > 0; i++, left--) parts[fractions[i].Index] += 1;
        return [.. parts.Select(part => (long)(totalMinor < 0 ? -part : part))];
    }
}
