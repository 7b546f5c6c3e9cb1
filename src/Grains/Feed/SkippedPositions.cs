using System.Collections.Immutable;
using Granary.Journal;

namespace Granary.Grains;

/// <summary>Positions of one partition that were stepped past because their rows are damaged, until somebody has repaired them.</summary>
internal sealed class SkippedPositions
{
    /// <summary>With more than that it is no longer a row that is damaged, and whoever went on would be guessing.</summary>
    public const int CountMax = 1_000;

    private readonly SortedSet<long> positions = [];
    private long lookedTo;

    public int Count => positions.Count;

    public ImmutableArray<long> All => [.. positions];

    public void Add(CorruptEntryException damage)
    {
        if (positions.Count >= CountMax) throw new JournalUnavailableException($"more than {CountMax} entries of partition {damage.Partition} are damaged", damage);
        positions.Add(damage.Position);
    }

    public bool Contains(long position) => positions.Contains(position);

    public void Remove(long position) => positions.Remove(position);

    public void Replace(IEnumerable<long> by)
    {
        positions.Clear();
        positions.UnionWith(by);
    }

    /// <summary>The next few to look at, in turns, so that one that is never repaired does not stand before others that are.</summary>
    public ImmutableArray<long> TakeTurn(int countMax)
    {
        ImmutableArray<long> turn = [.. positions.Where(position => position > lookedTo).Concat(positions.Where(position => position <= lookedTo)).Take(countMax)];
        if (!turn.IsEmpty) lookedTo = turn[^1];
        return turn;
    }
}
