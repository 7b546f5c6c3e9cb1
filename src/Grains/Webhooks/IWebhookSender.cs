using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>Carries one message to its receiver, once. Everything about HTTP, secrets and addresses is behind this.</summary>
public interface IWebhookSender
{
    /// <summary>Never throws for what a receiver does or does not do.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the host leaves: nobody knows whether it arrived.</exception>
    Task<WebhookReceipt> SendAsync(WebhookMessage message, CancellationToken cancellation);

    /// <summary>The same at once, beside all that is to be delivered. Null when one is under way to this webhook, or as many as may be.</summary>
    Task<WebhookReceipt?> PingAsync(WebhookMessage message, CancellationToken cancellation);
}

/// <param name="Id">The same in every attempt; receivers know by it what they have already.</param>
/// <param name="Generations">The secrets to sign with, newest first.</param>
/// <param name="Posted">What it tells of; null for a ping.</param>
/// <param name="SentAtMs">The real time of this attempt, which is signed too.</param>
public sealed record WebhookMessage(Webhook Webhook, Guid Id, ImmutableArray<int> Generations, PostedEntry? Posted, long SentAtMs);
