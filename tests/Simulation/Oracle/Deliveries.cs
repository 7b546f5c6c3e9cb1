using Granary.Grains;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// Watches what receivers are told. Nobody is told of what does not concern them, nor of anything but what the journal says; one entry is one message
/// for one receiver, however often it is sent.
/// </summary>
internal sealed class Deliveries(NaiveLedger ledger, ModelStore store, VirtualTime time, WebhookClimate climate, History history, Action<string> accuse)
{
    // What a lane believes of its webhook in peace: what it was so long ago at most, by its own options and the way to the journal.
    private readonly long knownForUs = (long)climate.Options.KnownFor.TotalMicroseconds + 500_000;
    private readonly Dictionary<(Guid Webhook, int Partition, long Position), Delivery> deliveries = [];
    private readonly Dictionary<Guid, (Guid Webhook, int Partition, long Position)> meanings = [];
    private readonly Dictionary<Guid, long[]> headsWhenAsked = [];

    /// <summary>From when on a host knows what it may know.</summary>
    public long PeaceSinceUs { get; set; } = long.MaxValue;

    private sealed class Delivery(Guid messageId)
    {
        public Guid MessageId => messageId;
        public int AttemptCount { get; set; }
        public bool IsTaken { get; set; }
    }

    /// <summary>All that were not removed.</summary>
    public IEnumerable<NaiveWebhook> Webhooks => ledger.Of(OwnerId.Platform).Webhooks.Where(webhook => !webhook.IsRemoved);

    /// <summary>Somebody asks to be told from now on.</summary>
    public void Asked(Guid webhookId) => headsWhenAsked.TryAdd(webhookId, [.. Partitions.Select(store.HeadOf)]);

    /// <summary>A registration lands: it must begin where the journal stood while it was asked for.</summary>
    public string? FlawOfBeginning(Guid webhookId, PlatformEvent.WebhookRegistered registered)
    {
        if (registered.StartsAfter.Length != store.PartitionCount) return "begins in other partitions than there are";
        foreach (var partition in Partitions)
        {
            var startsAfter = registered.StartsAfter[partition];
            if (startsAfter > store.HeadOf(partition)) return $"begins after {partition}/{startsAfter}, which is not written yet";
            if (startsAfter < headsWhenAsked[webhookId][partition]) return $"begins after {partition}/{startsAfter}, before anybody asked";
        }
        return null;
    }

    public void Attempted(WebhookMessage message, long clockMs)
    {
        var what = $"a message to webhook {message.Webhook.Id:N} about {message.Posted?.Partition}/{message.Posted?.Position}";
        history.Add(time.NowUs, $"    {what}");
        if (FlawOf(message, clockMs) is { } flaw) accuse($"{what} {flaw}");
        else deliveries[PlaceOf(message)].AttemptCount++;
    }

    public void Taken(WebhookMessage message)
    {
        history.Add(time.NowUs, $"    webhook {message.Webhook.Id:N} takes {message.Posted?.Partition}/{message.Posted?.Position}");
        if (deliveries.TryGetValue(PlaceOf(message), out var delivery)) delivery.IsTaken = true;
    }

    public void SaidGone(WebhookMessage message) => Find(message.Webhook.Id)?.SaidGone.Add(message.Webhook.TimesEnabled);

    /// <summary>The entries that a webhook should have been told of and was not.</summary>
    public IEnumerable<PostedEntry> Missing(NaiveWebhook webhook) => Partitions
        .SelectMany(partition => store.Feed(partition, after: 0, int.MaxValue))
        .Where(posted => webhook.Concerns(posted) && !(deliveries.GetValueOrDefault((webhook.Id, posted.Partition, posted.Position))?.IsTaken ?? false));

    /// <summary>Whether an entry that is a dead letter, or was one until newer ones took its place, was really tried as often as it takes to die.</summary>
    public bool MayBeDead(NaiveWebhook webhook, int partition, long position) =>
        deliveries.GetValueOrDefault((webhook.Id, partition, position)) is { } delivery && delivery.AttemptCount >= climate.AttemptsMax;

    public Guid? MessageIdOf(NaiveWebhook webhook, int partition, long position) => deliveries.GetValueOrDefault((webhook.Id, partition, position))?.MessageId;

    private IEnumerable<int> Partitions => Enumerable.Range(0, store.PartitionCount);

    private string? FlawOf(WebhookMessage message, long clockMs)
    {
        if (message.Posted is not { } posted) return "tells of nothing";
        if (Find(message.Webhook.Id) is not { } webhook) return "goes to nobody who asked";
        if (posted.Position > store.HeadOf(posted.Partition)) return "tells of what is not in the journal";
        if (!Oracle.IsSame(store.Feed(posted.Partition, posted.Position - 1, countMax: 1)[0].Entry, posted.Entry)) return "tells of another entry than the journal";
        if (!webhook.Concerns(posted)) return "is none of its receiver's business";
        return FlawOfSigning(webhook, message.Generations, clockMs) ?? FlawOfId(message);
    }

    private string? FlawOfSigning(NaiveWebhook webhook, IReadOnlyList<int> generations, long clockMs)
    {
        if (generations.Count == 0 || generations[0] > webhook.NewestGeneration) return "is signed by no secret that the receiver has";
        if (time.NowUs < PeaceSinceUs || time.NowUs < webhook.ChangedUs + knownForUs) return null;
        if (!webhook.IsLive) return "comes long after its receiver was removed or disabled";
        return generations.SequenceEqual(webhook.GenerationsAt(clockMs)) ? null : "is signed by other secrets than are valid";
    }

    private string? FlawOfId(WebhookMessage message)
    {
        var place = PlaceOf(message);
        if (!deliveries.TryGetValue(place, out var delivery))
        {
            if (!meanings.TryAdd(message.Id, place)) return "has the id of another message";
            deliveries.Add(place, delivery = new Delivery(message.Id));
        }
        return delivery.MessageId == message.Id ? null : "has another id than when it was first sent";
    }

    private NaiveWebhook? Find(Guid id) => ledger.Of(OwnerId.Platform).Webhooks.Find(webhook => webhook.Id == id);

    private static (Guid Webhook, int Partition, long Position) PlaceOf(WebhookMessage message) =>
        (message.Webhook.Id, message.Posted!.Partition, message.Posted.Position);
}
