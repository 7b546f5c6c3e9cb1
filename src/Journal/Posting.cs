using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>How a written batch turns into answers; the same for every store.</summary>
internal static class Posting
{
    internal static ImmutableArray<PostedEntry> Of(int partition, long firstPosition, PendingAppend append)
    {
        var posted = ImmutableArray.CreateBuilder<PostedEntry>(append.Entries.Length);
        foreach (var entry in append.Entries) posted.Add(new PostedEntry(partition, firstPosition + posted.Count, entry));
        return posted.MoveToImmutable();
    }

    internal static void ExplainDuplicates(
        IReadOnlyList<PendingAppend> appends, AppendResult[] results, ImmutableArray<StoredEntry> existing, Func<int, bool> isDuplicate)
    {
        var byCommand = existing.Where(entry => entry.IsIntact).ToLookup(entry => entry.CommandId, entry => entry.Posted);
        for (var i = 0; i < results.Length; i++)
        {
            if (!isDuplicate(i)) continue;
            var found = appends[i].Entries.SelectMany(entry => byCommand[entry.CommandId]).FirstOrDefault();
            if (found is not null) results[i] = new AppendResult.Duplicate(found);
        }
    }
}
