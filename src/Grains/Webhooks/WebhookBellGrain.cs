using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Granary.Grains;

/// <summary>
/// Rings for the webhooks that a partition's new entries concern, and now and then for each. It remembers nothing that matters: a lane that was not
/// rung for reads what it missed from the journal.
/// </summary>
[ImplicitStreamSubscription(Activity.Namespace)]
public sealed class WebhookBellGrain(IJournal journal, TimeProvider time, ILogger<WebhookBellGrain> log, WebhookOptions? options = null)
    : ObserverGrain(journal, log), IWebhookBellGrain
{
    private const long NoVersion = -1;

    private readonly IJournal journal = journal;
    private readonly ILogger log = log;
    private readonly RingRota rota = new(options ?? new WebhookOptions());
    private readonly Dictionary<Guid, long> rungTo = [];
    private ILookup<OwnerId, Webhook> ofOwner = Array.Empty<Webhook>().ToLookup(_ => default(OwnerId));
    private ImmutableArray<Webhook> ofAll = [];
    private ImmutableArray<Webhook> webhooks = [];
    private long version = NoVersion;
    private bool isLed = true;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        this.RegisterGrainTimer(_ => Look(), new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = LookEvery });
    }

    // What was before is for the lanes to find.
    protected override async Task<long> FindStart() => await journal.HeadPositionAsync(Partition);

    protected override void Begin(long position, ImmutableArray<long> skipped) => rungTo.Clear();

    protected override Task Take(ImmutableArray<PostedEntry> page)
    {
        if (!isLed || webhooks.IsEmpty) return Task.CompletedTask;
        var concerned = new Dictionary<Guid, ImmutableArray<PostedEntry>.Builder>();
        foreach (var posted in page)
        {
            foreach (var webhook in ConcernedBy(posted.Entry))
            {
                if (!concerned.TryGetValue(webhook.Id, out var entries)) concerned[webhook.Id] = entries = ImmutableArray.CreateBuilder<PostedEntry>();
                entries.Add(posted);
            }
        }
        foreach (var (id, entries) in concerned)
        {
            // One way: whether the lane hears it does not matter, for the next ring says the rest.
            _ = Lane(id).Ring(RingOf(id, page[^1].Position, entries.ToImmutable()));
            rota.Works(id, NowMs);
        }
        return Task.CompletedTask;
    }

    // Nobody knows whom it concerns, so no ring may say that nothing lies there. Each lane meets it by itself, and takes it by itself when it is repaired.
    protected override void SteppedPast() => rungTo.Clear();

    protected override Task TakeLate(PostedEntry repaired) => Task.CompletedTask;

    private IEnumerable<Webhook> ConcernedBy(Entry entry)
    {
        var owners = entry.Transfers.Select(transfer => transfer.CreditOwner).Append(entry.Owner).Distinct();
        return owners.SelectMany(owner => ofOwner[owner]).Concat(ofAll).Where(webhook => webhook.Concerns(entry));
    }

    private async Task Look()
    {
        try
        {
            // Where several hosts have a bell each, the one beside the leading feed rings.
            isLed = (await GrainFactory.GetGrain<IFeedGrain>(Partition).Status()).IsLeading;
            if (!isLed)
            {
                // What comes meanwhile is not rung for, so nothing may be said of it later.
                rungTo.Clear();
                rota.Clear();
                version = NoVersion;
                return;
            }
            if (await GrainFactory.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).ListWebhooksAfter(version) is { } list) Change(list);
        }
        catch (Exception trouble) when (trouble is JournalUnavailableException or TimeoutException)
        {
            log.LogWarning("The webhooks of partition {Partition} are not known: {Reason}", Partition, trouble.Message);
            return;
        }
        foreach (var id in rota.TakeDue(NowMs)) _ = VisitAsync(id);
    }

    private void Change(WebhookList list)
    {
        (version, webhooks) = (list.Version, list.Webhooks);
        ofOwner = webhooks.Where(webhook => webhook.Owner is not null).ToLookup(webhook => webhook.Owner!.Value);
        ofAll = [.. webhooks.Where(webhook => webhook.Owner is null)];
        foreach (var id in rota.Change(webhooks, NowMs))
        {
            // Its lane finds that it is removed, and takes away what is kept of it.
            _ = VisitAsync(id);
            rungTo.Remove(id);
        }
    }

    private async Task VisitAsync(Guid id)
    {
        try
        {
            if (await Lane(id).Visit(RingOf(id, Position, []))) rota.Rests(id, NowMs);
        }
        catch (Exception trouble)
        {
            // As if it had something to do: it is rung for again soon.
            log.LogDebug("A webhook's lane in partition {Partition} did not hear: {Reason}", Partition, trouble.Message);
        }
    }

    private WebhookRing RingOf(Guid id, long to, ImmutableArray<PostedEntry> entries)
    {
        // For the first time nobody knows what the lane has: it reads up to here.
        var from = rungTo.GetValueOrDefault(id, to);
        rungTo[id] = to;
        return new WebhookRing(from, to, entries);
    }

    private IWebhookLaneGrain Lane(Guid id) => GrainFactory.GetGrain<IWebhookLaneGrain>(WebhookLaneKey.Of(id, Partition));

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}
