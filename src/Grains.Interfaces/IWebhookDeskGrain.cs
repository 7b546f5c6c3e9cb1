using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>What the API asks about one webhook's lanes, over all partitions. Any key will do; it holds nothing.</summary>
[Alias("granary.webhook-desk")]
public interface IWebhookDeskGrain : IGrainWithIntegerKey
{
    /// <summary>Registers a webhook that is told of what happens from now on.</summary>
    Task<Answer> Register(PlatformCommand.RegisterWebhook command);

    /// <summary>Removes a webhook, and what was kept of its deliveries.</summary>
    Task<Answer> Remove(PlatformCommand.RemoveWebhook command);

    /// <summary>Null when there is no such webhook.</summary>
    Task<Webhook?> Find(Guid webhookId);

    /// <summary>How its lanes stand, by partition.</summary>
    Task<ImmutableArray<WebhookLaneStanding>> LanesOf(Guid webhookId);

    /// <summary>
    /// Sends a ping at once, past all queues, and waits for the receiver as long as any delivery does: longer than a cluster waits for a grain.
    /// </summary>
    /// <returns>Null when one is under way to this webhook, or as many as may be.</returns>
    [ResponseTimeout("00:00:15")]
    Task<WebhookReceipt?> Ping(Webhook webhook);

    /// <summary>Dead deliveries of all lanes, those that died last first.</summary>
    /// <param name="before">For each partition the number that the page before ended at; empty for the first page.</param>
    /// <returns>Null when the numbers are of a journal with other partitions.</returns>
    Task<DeadLetterPage?> DeadLetters(Guid webhookId, ImmutableArray<long> before, int countMax);

    Task<WebhookReplay> Replay(Guid webhookId, Guid? deliveryId);
}

/// <param name="Next">For each partition where the next page begins; empty on the last page.</param>
[GenerateSerializer, Immutable, Alias("granary.dead-letter-page")]
public sealed record DeadLetterPage([property: Id(0)] ImmutableArray<DeadLetter> Letters, [property: Id(1)] ImmutableArray<long> Next);
