using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal.GroupCommit;

/// <summary>The newest entries of one partition, without a gap, and a bell for those who wait for more.</summary>
internal sealed class FeedTail(JournalOptions options)
{
    // What an entry weighs besides its transfers, roughly.
    private const int EntryBytes = 512, TransferBytes = 32;

    private readonly Lock gate = new();

    // The entry at position p lies at p modulo the length. From first to last there is no gap; they are empty when first is above last.
    private readonly PostedEntry?[] ring = new PostedEntry?[options.TailEntriesMax];
    private readonly TailTraces traces = new();
    private long first = 1, last;
    private long bytes;
    private long head;
    private TaskCompletionSource bell = NewBell();

    /// <summary>Entries that this process just wrote, in order. What does not continue the tail begins a new one.</summary>
    /// <param name="traced">Where those were appended whose trace is recorded.</param>
    internal void Wrote(IReadOnlyList<PostedEntry> newer, IReadOnlyList<TracedEntry> traced)
    {
        lock (gate)
        {
            if (newer[0].Position > last + 1)
            {
                DropUpTo(last);
                (first, last) = (newer[0].Position, newer[0].Position - 1);
            }
            Continue(newer);
            foreach (var entry in traced)
            {
                if (entry.Position >= first) traces.Keep(entry);
            }
        }
    }

    /// <summary>Entries that were read from the store: they fill what other processes wrote, when they continue the tail.</summary>
    internal void Read(IReadOnlyList<PostedEntry> found)
    {
        lock (gate)
        {
            // Only what this process has begun by writing is a tail; what a reader far behind reads is not.
            if (first <= last && found.Count > 0 && found[0].Position <= last + 1) Continue(found);
        }
    }

    /// <summary>Somebody has written up to here.</summary>
    internal void Heard(long position)
    {
        lock (gate) Rise(position);
    }

    /// <summary>The entries after a position; null when they are not, or no longer, here.</summary>
    internal ImmutableArray<PostedEntry>? Read(long after, int countMax)
    {
        lock (gate)
        {
            if (after + 1 < first || after >= last) return null;
            var entries = ImmutableArray.CreateBuilder<PostedEntry>((int)Math.Min(countMax, last - after));
            while (entries.Count < entries.Capacity) entries.Add(ring[(after + 1 + entries.Count) % ring.Length]!);
            return entries.MoveToImmutable();
        }
    }

    /// <summary>See <see cref="IJournal.TracesOf"/>.</summary>
    internal ImmutableArray<TracedEntry> TracesOf(long from, long to)
    {
        lock (gate) return traces.Of(from, to);
    }

    /// <summary>Completes when the head rises above the position.</summary>
    internal Task RiseAbove(long position)
    {
        lock (gate) return head > position ? Task.CompletedTask : bell.Task;
    }

    private void Continue(IReadOnlyList<PostedEntry> newer)
    {
        foreach (var entry in newer)
        {
            if (entry.Position <= last) continue;
            DropUpTo(entry.Position - ring.Length);
            ring[entry.Position % ring.Length] = entry;
            bytes += Weight(entry);
            last = entry.Position;
        }
        while (bytes > options.TailBytesMax && first < last) DropUpTo(first);
        Rise(last);
    }

    private void DropUpTo(long position)
    {
        for (; first <= position && first <= last; first++)
        {
            bytes -= Weight(ring[first % ring.Length]!);
            ring[first % ring.Length] = null;
            traces.Drop(first);
        }
    }

    private void Rise(long position)
    {
        if (position <= head) return;
        head = position;
        var rung = bell;
        bell = NewBell();
        rung.TrySetResult();
    }

    private static long Weight(PostedEntry entry) => EntryBytes + (TransferBytes * (long)entry.Entry.Transfers.Length);

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
