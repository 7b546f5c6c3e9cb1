using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>The platform itself: fees, suspense, and who may call the API. There is one, number 1.</summary>
[Alias("granary.platform")]
public interface IPlatformGrain : IOwnerGrain
{
    Task<Answer> Execute(PlatformCommand command);

    /// <summary>The key whose secret hashes to this (SHA-256, lower-case hex); null when there is none or it was revoked.</summary>
    Task<ApiKey?> FindKey(string hash);

    /// <summary>All valid keys, by name.</summary>
    Task<ImmutableArray<ApiKey>> ListKeys();
}
