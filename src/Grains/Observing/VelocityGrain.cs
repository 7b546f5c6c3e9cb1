using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Granary.Grains;

/// <summary>Payments over sliding windows. Keeps nothing: an hour of the journal is read again when it wakes.</summary>
[ImplicitStreamSubscription(Activity.Namespace)]
public sealed class VelocityGrain(IJournal journal, IBusinessClock clock, ILogger<VelocityGrain> log) : ObserverGrain(journal, log), IVelocityGrain
{
    private readonly IJournal journal = journal;
    private readonly Velocity velocity = new();

    public async Task<ImmutableArray<VelocityCount>> At(VelocitySubject subject, long atMs)
    {
        // Who waited for an hour of the journal would hold a place that somebody else's payment needs.
        if (!await TakeLatest()) throw new JournalUnavailableException("the last hour's payments are still being counted");
        return velocity.At(subject, atMs);
    }

    protected override Task Take(ImmutableArray<PostedEntry> page)
    {
        foreach (var posted in page) velocity.Apply(posted.Entry);
        VelocityMetrics.Counts(Partition, velocity.SubjectCount);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        VelocityMetrics.CountsNoMore(Partition);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    // The times of a partition's entries grow but for the slack, so halving finds the place; once more the slack makes sure.
    protected override async Task<long> FindStart()
    {
        var sinceMs = clock.NowMs - Velocity.KeptMs - Velocity.SlackMs;
        var (older, newer) = (0L, await journal.HeadPositionAsync(Partition) + 1);
        while (newer - older > 1)
        {
            var middle = older + ((newer - older) / 2);
            if (await FirstReadable(from: middle, before: newer) is { } posted && posted.Entry.AtMs < sinceMs) older = posted.Position;
            else newer = middle;
        }
        return older;
    }

    // An entry that is damaged has no time; the one that follows it is as good.
    private async Task<PostedEntry?> FirstReadable(long from, long before)
    {
        for (var position = from; position < before; position++)
        {
            var (page, damage) = await journal.ReadOrDamageAsync(Partition, position - 1, countMax: 1);
            if (damage is null) return page.IsEmpty ? null : page[0];
        }
        return null;
    }
}
