using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>What whoever follows a partition does about an entry whose rows are not what was written: step past it, and say so (ADR 11).</summary>
internal static class DamagedFeed
{
    private static readonly Meter Meter = new("Granary.Feed");

    private static readonly ConcurrentDictionary<(string Reader, int Partition), int> Skipped = new();

    static DamagedFeed() => Meter.CreateObservableGauge(
        "granary.feed.skipped",
        () => Skipped.Select(one => new Measurement<int>(one.Value, new("reader", one.Key.Reader), new("partition", one.Key.Partition))),
        "{entry}", "Damaged entries that a reader of the feed stepped past and takes when they are repaired");

    /// <summary>What follows on a position, or the damage that does.</summary>
    public static async ValueTask<(ImmutableArray<PostedEntry> Page, CorruptEntryException? Damage)> ReadOrDamageAsync(
        this IJournal journal, int partition, long after, int countMax, CancellationToken cancellation = default)
    {
        try
        {
            return (await journal.ReadFeedAsync(partition, after, countMax, cancellation), null);
        }
        catch (CorruptEntryException damage) when (damage.Position == after + 1)
        {
            return ([], damage);
        }
    }

    public static void Skips(string reader, int partition, int entries) => Skipped[(reader, partition)] = entries;

    public static void SkipsNoMore(string reader, int partition) => Skipped.TryRemove((reader, partition), out _);
}
