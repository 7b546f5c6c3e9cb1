using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal.Rows;

/// <summary>
/// Merges an owner's own entries and, per partition, the entries that credit it: P + 1 streams, each read backwards by its own gap-free
/// number and never by time, so that no page skips or repeats whatever is appended meanwhile.
/// </summary>
internal sealed class HistoryMerge
{
    private const int OwnStream = -1;

    private readonly Queue<Place>[] streams;
    private readonly int countMax;

    internal HistoryMerge(int partitionCount, HistoryCursor? before, int countMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(countMax);
        if (before is { } given) ArgumentOutOfRangeException.ThrowIfNotEqual(given.Positions.Length, partitionCount, nameof(before));
        this.countMax = countMax;
        Before = before ?? new HistoryCursor(long.MaxValue, [.. Enumerable.Repeat(long.MaxValue, partitionCount)]);
        streams = [.. Enumerable.Range(0, partitionCount + 1).Select(_ => new Queue<Place>())];
    }

    internal readonly record struct Place(int Stream, long Number, long AtMs, int Partition, long Position);

    /// <summary>Below these numbers the page is looked for.</summary>
    internal HistoryCursor Before { get; }

    private ImmutableArray<Place> places;
    private HistoryCursor? next;

    /// <summary>One more candidate; newest first within a stream, at most one more than fits the page.</summary>
    /// <param name="stream">-1 for the owner's own entries, otherwise the partition of a credit.</param>
    internal void Found(int stream, long number, long atMs, int partition, long position) =>
        streams[stream + 1].Enqueue(new Place(stream, number, atMs, partition, position));

    /// <summary>The places of the page, newest first.</summary>
    internal ImmutableArray<Place> Page()
    {
        // A stream that has nothing on this page continues below its newest entry of now: what is appended later is newer than this page.
        var sequence = Ceiling(streams[0], Before.Sequence);
        var positions = Before.Positions.Select((before, partition) => Ceiling(streams[partition + 1], before)).ToArray();
        var page = ImmutableArray.CreateBuilder<Place>();
        while (page.Count < countMax && Newest() is { } newest)
        {
            page.Add(streams[newest.Stream + 1].Dequeue());
            if (newest.Stream == OwnStream) sequence = newest.Number;
            else positions[newest.Stream] = newest.Number;
        }
        next = Newest() is null ? null : new HistoryCursor(sequence, [.. positions]);
        return places = page.ToImmutable();
    }

    /// <summary>The page with its entries.</summary>
    /// <param name="entries">The entries at the page's places, in any order.</param>
    internal HistoryPage Page(ImmutableArray<StoredEntry> entries)
    {
        var byPlace = entries.ToDictionary(entry => (entry.Partition, entry.Position));
        return new HistoryPage([.. places.Select(place => byPlace[(place.Partition, place.Position)].Posted)], next);
    }

    private static long Ceiling(Queue<Place> stream, long before) => stream.TryPeek(out var newest) ? newest.Number + 1 : Math.Min(before, 1);

    private Place? Newest()
    {
        Place? newest = null;
        foreach (var stream in streams)
        {
            if (stream.TryPeek(out var head) && (newest is null || IsNewer(head, newest.Value))) newest = head;
        }
        return newest;
    }

    private static bool IsNewer(in Place one, in Place other) =>
        (one.AtMs, one.Partition, one.Position).CompareTo((other.AtMs, other.Partition, other.Position)) > 0;
}
