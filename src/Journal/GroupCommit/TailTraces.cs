using System.Collections.Immutable;
using System.Diagnostics;

namespace Granary.Journal.GroupCommit;

/// <summary>
/// In which recorded traces the entries of a tail were appended. Only in memory: the journal says what happened and not who watched. Empty unless
/// somebody listens.
/// </summary>
internal sealed class TailTraces
{
    private readonly Dictionary<long, ActivityContext> byPosition = [];

    internal void Keep(TracedEntry entry) => byPosition[entry.Position] = entry.Trace;

    internal void Drop(long position) => byPosition.Remove(position);

    internal ImmutableArray<TracedEntry> Of(long from, long to)
    {
        if (byPosition.Count == 0) return [];
        var found = ImmutableArray.CreateBuilder<TracedEntry>();
        for (var position = from; position <= to; position++)
        {
            if (byPosition.TryGetValue(position, out var trace)) found.Add(new TracedEntry(position, trace));
        }
        return found.DrainToImmutable();
    }
}
