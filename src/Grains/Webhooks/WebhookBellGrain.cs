using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Granary.Grains;

/// <summary>
/// Rings for the webhooks that a partition's new entries concern, and now and then for all of them. It remembers nothing that matters: a lane that
/// was not rung for reads what it missed from the journal.
/// </summary>
[ImplicitStreamSubscription(Activity.Namespace)]
public sealed class WebhookBellGrain(IJournal journal, TimeProvider time, ILogger<WebhookBellGrain> log, WebhookOptions? options = null)
    : ObserverGrain(journal, log), IWebhookBellGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IJournal journal = journal;
    private readonly ILogger log = log;
    private readonly TimeSpan ringEvery = (options ?? new WebhookOptions()).RingEvery;
    private readonly Dictionary<Guid, long> rungTo = [];
    private ILookup<OwnerId, Webhook> ofOwner = Array.Empty<Webhook>().ToLookup(_ => default(OwnerId));
    private ImmutableArray<Webhook> ofAll = [];
    private ImmutableArray<Webhook> webhooks = [];
    private long? rungAllAt;
    private bool isLed = true;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        this.RegisterGrainTimer(_ => Look(), new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = LookEvery });
    }

    // What was before is for the lanes to find.
    protected override async Task<long> FindStart()
    {
        rungTo.Clear();
        return await journal.HeadPositionAsync(Partition);
    }

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
        foreach (var (id, entries) in concerned) Ring(id, page[^1].Position, entries.ToImmutable());
        return Task.CompletedTask;
    }

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
                return;
            }
            webhooks = await GrainFactory.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).ListWebhooks();
        }
        catch (Exception trouble) when (trouble is JournalUnavailableException or TimeoutException)
        {
            log.LogWarning("The webhooks of partition {Partition} are not known: {Reason}", Partition, trouble.Message);
            return;
        }
        ofOwner = webhooks.Where(webhook => webhook.Owner is not null).ToLookup(webhook => webhook.Owner!.Value);
        ofAll = [.. webhooks.Where(webhook => webhook.Owner is null)];
        var isTime = rungAllAt is not { } at || time.GetElapsedTime(at) >= ringEvery;
        if (isTime) rungAllAt = time.GetTimestamp();
        foreach (var webhook in webhooks)
        {
            if (isTime || !rungTo.ContainsKey(webhook.Id)) Ring(webhook.Id, Position, []);
        }
    }

    private void Ring(Guid id, long to, ImmutableArray<PostedEntry> entries)
    {
        // For the first time nobody knows what the lane has: it reads up to here.
        var from = rungTo.GetValueOrDefault(id, to);
        rungTo[id] = to;
        // One way: whether the lane hears it does not matter, for the next ring says the rest.
        _ = GrainFactory.GetGrain<IWebhookLaneGrain>(WebhookLaneKey.Of(id, Partition)).Ring(new WebhookRing(from, to, entries));
    }
}
