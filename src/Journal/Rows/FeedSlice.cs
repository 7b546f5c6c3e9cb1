using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal.Rows;

/// <summary>What a reader of the feed is given of the rows that were found.</summary>
internal static class FeedSlice
{
    /// <summary>The intact entries in order up to the first that is missing or changed; when that is the very first, it is thrown.</summary>
    /// <param name="head">The head of the partition as it was before the rows were read.</param>
    internal static ImmutableArray<PostedEntry> Of(ImmutableArray<StoredEntry> stored, int partition, long after, long head)
    {
        var slice = ImmutableArray.CreateBuilder<PostedEntry>(stored.Length);
        foreach (var entry in stored)
        {
            if (entry.Position != after + slice.Count + 1 || !entry.IsIntact) break;
            slice.Add(entry.Posted);
        }
        if (slice.Count > 0 || head <= after) return slice.ToImmutable();
        var first = stored.IsEmpty ? null : stored[0];
        if (first?.Position == after + 1) throw new CorruptEntryException(first.Owner, first.Sequence, first.Flaw!, partition, first.Position);
        throw new CorruptEntryException(default, 0, $"position {after + 1} of partition {partition} is missing", partition, after + 1);
    }
}
