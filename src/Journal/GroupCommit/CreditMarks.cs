using System.Collections.Concurrent;
using Granary.Ledger;

namespace Granary.Journal.GroupCommit;

/// <summary>For each owner that lives in this process, the newest position per partition at which somebody else credited it.</summary>
internal sealed class CreditMarks(int partitionCount, int ownersMax)
{
    private readonly ConcurrentDictionary<OwnerId, long[]> marks = new();

    /// <summary>From before its load on, so that no credit falls between the two.</summary>
    internal void Watch(OwnerId owner)
    {
        if (marks.ContainsKey(owner) || marks.Count >= ownersMax) return;
        marks.TryAdd(owner, new long[partitionCount]);
    }

    internal void Forget(OwnerId owner) => marks.TryRemove(owner, out _);

    internal void Note(IReadOnlyList<PostedEntry> entries)
    {
        foreach (var posted in entries)
        {
            foreach (var transfer in posted.Entry.Transfers)
            {
                if (transfer.CreditOwner == posted.Entry.Owner || !marks.TryGetValue(transfer.CreditOwner, out var mark)) continue;
                Rise.To(ref mark[posted.Partition], posted.Position);
            }
        }
    }

    internal bool IsNewer(OwnerId owner, Seen seen)
    {
        if (!marks.TryGetValue(owner, out var mark)) return false;
        for (var partition = 0; partition < mark.Length; partition++)
        {
            if (Volatile.Read(ref mark[partition]) > seen.Positions[partition]) return true;
        }
        return false;
    }
}
