using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal.GroupCommit;

/// <summary>The newest entries of one partition, without a gap, and a bell for those who wait for more.</summary>
internal sealed class FeedTail(JournalOptions options)
{
    // What an entry weighs besides its transfers, roughly.
    private const int EntryBytes = 256, TransferBytes = 32;

    private readonly Lock gate = new();
    private readonly Queue<PostedEntry> entries = new();
    private TaskCompletionSource bell = NewBell();
    // The newest entry here; the head may be further on when another process wrote.
    private long last;
    private long head;
    private long bytes;

    /// <summary>The highest position known to be written.</summary>
    internal long Head => Volatile.Read(ref head);

    /// <summary>Entries that this process just wrote. What does not continue the tail begins a new one.</summary>
    internal void Wrote(ImmutableArray<PostedEntry> newer)
    {
        lock (gate)
        {
            if (entries.Count > 0 && newer[0].Position > last + 1) Clear();
            Continue(newer);
        }
    }

    /// <summary>Entries that were read from the store: they fill what other processes wrote, when they continue the tail.</summary>
    internal void Read(ImmutableArray<PostedEntry> found)
    {
        lock (gate)
        {
            if (entries.Count > 0 && !found.IsEmpty && found[0].Position <= last + 1) Continue(found);
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
            if (!entries.TryPeek(out var oldest) || oldest.Position > after + 1 || last <= after) return null;
            return [.. entries.Skip((int)(after + 1 - oldest.Position)).Take(countMax)];
        }
    }

    /// <summary>Completes when the head rises above the position.</summary>
    internal Task RiseAbove(long position)
    {
        lock (gate) return head > position ? Task.CompletedTask : bell.Task;
    }

    private void Continue(ImmutableArray<PostedEntry> newer)
    {
        foreach (var entry in newer)
        {
            if (entries.Count > 0 && entry.Position <= last) continue;
            entries.Enqueue(entry);
            bytes += Weight(entry);
            last = entry.Position;
        }
        while (entries.Count > options.TailEntriesMax || (bytes > options.TailBytesMax && entries.Count > 1)) bytes -= Weight(entries.Dequeue());
        Rise(last);
    }

    private void Rise(long position)
    {
        if (position <= head) return;
        Volatile.Write(ref head, position);
        var rung = bell;
        bell = NewBell();
        rung.TrySetResult();
    }

    private void Clear()
    {
        entries.Clear();
        bytes = 0;
    }

    private static long Weight(PostedEntry entry) => EntryBytes + (TransferBytes * (long)entry.Entry.Transfers.Length);

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
