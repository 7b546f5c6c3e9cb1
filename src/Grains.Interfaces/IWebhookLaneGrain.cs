using System.Collections.Immutable;
using Granary.Ledger;
using Orleans.Concurrency;

namespace Granary.Grains;

/// <summary>
/// Delivers the entries of one partition to one webhook, in order, at least once. The key is a <see cref="WebhookLaneKey"/>. It works while somebody rings:
/// the bell of its partition, wherever the partition's feed is led.
/// </summary>
[Alias("granary.webhook-lane")]
public interface IWebhookLaneGrain : IGrainWithStringKey
{
    [OneWay]
    Task Ring(WebhookRing ring);

    /// <summary>Rings, and asks whether there is anything to do.</summary>
    /// <returns>True when it need not be rung for until something happens.</returns>
    Task<bool> Visit(WebhookRing ring);

    Task<WebhookLaneStanding> Read();

    /// <summary>Dead deliveries with numbers below <paramref name="before"/>, newest first.</summary>
    Task<ImmutableArray<DeadLetter>> DeadLetters(long before, int countMax);

    /// <summary>Gives dead deliveries another life, with a whole new series of attempts; all of them when none is named.</summary>
    Task<WebhookReplay> Replay(Guid? deliveryId);
}

/// <summary>A webhook has a lane in every partition.</summary>
public static class WebhookLaneKey
{
    public static string Of(Guid webhookId, int partition) => $"{webhookId:N}/{partition}";
}

/// <summary>Follows one partition of the journal and rings for the webhooks concerned.</summary>
[Alias("granary.webhook-bell")]
public interface IWebhookBellGrain : IObserverGrain;

/// <summary>
/// All entries that concern the webhook after <paramref name="From"/> up to <paramref name="To"/>. A lane that has not come as far as
/// <paramref name="From"/>, or has enough to do, forgets the entries and reads them from the journal when it gets there.
/// </summary>
[GenerateSerializer, Immutable, Alias("granary.webhook-ring")]
public sealed record WebhookRing([property: Id(0)] long From, [property: Id(1)] long To, [property: Id(2)] ImmutableArray<PostedEntry> Entries);

/// <summary>How a webhook's lane in one partition stands.</summary>
/// <param name="Position">Everything up to here is delivered, parked or does not concern the webhook.</param>
/// <param name="Head">The partition's newest position.</param>
/// <param name="ParkedCount">Failed a few times and tried again later, while the lane goes on.</param>
/// <param name="DeadCount">Given up, and kept for a replay.</param>
/// <param name="DeliveredAtMs">The last delivery; 0 for none.</param>
/// <param name="FailedAtMs">The last failure; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("granary.webhook-lane-standing")]
public sealed record WebhookLaneStanding(
    [property: Id(0)] int Partition,
    [property: Id(1)] long Position,
    [property: Id(2)] long Head,
    [property: Id(3)] int ParkedCount,
    [property: Id(4)] int DeadCount,
    [property: Id(5)] long DeliveredAtMs,
    [property: Id(6)] long FailedAtMs,
    [property: Id(7)] WebhookReceipt? LastFailure);

/// <summary>A delivery that was given up. What it carried is in the journal.</summary>
/// <param name="Number">Counts the lane's dead deliveries from 1.</param>
/// <param name="Id">The message's id, the same in every attempt.</param>
[GenerateSerializer, Immutable, Alias("granary.dead-letter")]
public sealed record DeadLetter(
    [property: Id(0)] long Number,
    [property: Id(1)] Guid Id,
    [property: Id(2)] int Partition,
    [property: Id(3)] long Position,
    [property: Id(4)] EntryKind Kind,
    [property: Id(5)] long AtMs,
    [property: Id(6)] int AttemptCount,
    [property: Id(7)] long DiedAtMs,
    [property: Id(8)] WebhookReceipt LastFailure);

/// <param name="ReplayedCount">Deliveries that will be tried again.</param>
/// <param name="LeftCount">Dead ones for which there was no room: as many are parked as may be.</param>
[GenerateSerializer, Immutable, Alias("granary.webhook-replay")]
public sealed record WebhookReplay([property: Id(0)] int ReplayedCount, [property: Id(1)] int LeftCount);
