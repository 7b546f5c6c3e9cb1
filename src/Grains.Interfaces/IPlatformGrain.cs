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
}
