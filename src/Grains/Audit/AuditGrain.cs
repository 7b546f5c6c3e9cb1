using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Orleans.Concurrency;

namespace Granary.Grains;

[Reentrant]
public sealed class AuditGrain(IJournal journal, IJournalQueries queries) : Grain, IAuditGrain
{
    private const int TracedEntriesMax = 1_000;

    private Task<Proof>? proving;

    // The scan goes on when its callers have given up, so another one beside it would only be more of the same load: whoever asks meanwhile gets
    // this one's, and the heads in it say of which instant it is.
    public async Task<Proof> Prove()
    {
        var proof = proving ??= queries.ProveAsync().AsTask();
        try
        {
            return await proof;
        }
        finally
        {
            if (proving == proof) proving = null;
        }
    }

    public async Task<ImmutableArray<PostedEntry>> TraceCommand(Guid commandId)
    {
        var about = await journal.AboutAsync(commandId);
        // Asked for the middle of a story (a capture, a refund), tell it from its beginning.
        var subject = about.Select(posted => posted.Entry).FirstOrDefault(entry => entry.CommandId == commandId)?.Event.Subject;
        if (subject is null || subject == Guid.Empty) return about;
        return Ordered(about.AddRange(await journal.AboutAsync(subject.Value)));
    }

    public async Task<ImmutableArray<PostedEntry>> TraceReference(string reference)
    {
        var named = await journal.ReferringToAsync(reference, owner: null, TracedEntriesMax);
        var story = named;
        foreach (var posted in named.Take(TracedEntriesMax / 10)) story = story.AddRange(await journal.AboutAsync(posted.Entry.CommandId));
        return Ordered(story);
    }

    private static ImmutableArray<PostedEntry> Ordered(ImmutableArray<PostedEntry> story) =>
    [
        .. story
            .DistinctBy(posted => posted.Entry.CommandId)
            .OrderBy(posted => posted.Entry.AtMs).ThenBy(posted => posted.Partition).ThenBy(posted => posted.Position)
            .Take(TracedEntriesMax),
    ];
}
