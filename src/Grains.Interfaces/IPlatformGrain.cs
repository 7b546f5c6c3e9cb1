using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>The platform itself: fees, suspense, who may call the API and who is told of entries. There is one, number 1.</summary>
[Alias("granary.platform")]
public interface IPlatformGrain : IOwnerGrain
{
    Task<Answer> Execute(PlatformCommand command);

    /// <summary>The key whose secret hashes to this (SHA-256, lower-case hex); null when there is none or it was revoked.</summary>
    Task<ApiKey?> FindKey(string hash);

    /// <summary>All valid keys, by name.</summary>
    Task<ImmutableArray<ApiKey>> ListKeys();

    /// <summary>Null when there is none or it was removed.</summary>
    Task<Webhook?> FindWebhook(Guid id);

    /// <summary>All webhooks, in the order of their ids.</summary>
    Task<ImmutableArray<Webhook>> ListWebhooks();

    /// <summary>All webhooks, if any was changed since; null when none was.</summary>
    /// <param name="version">What the last list said; negative for none.</param>
    Task<WebhookList?> ListWebhooksAfter(long version);
}

/// <param name="Version">Changes with whatever the platform decides.</param>
[GenerateSerializer, Immutable, Alias("granary.webhook-list")]
public sealed record WebhookList([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<Webhook> Webhooks);
