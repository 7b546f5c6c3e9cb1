using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What may be asked of the platform's own ledger.</summary>
[GenerateSerializer, Immutable]
public abstract record PlatformCommand : Command
{
    private PlatformCommand(Guid id, Guid requestHash) : base(id, requestHash) { }

    /// <summary>Makes a key known. Its id is the command's id.</summary>
    /// <param name="IsOfSandbox">See <see cref="ApiKey.IsOfSandbox"/>; the host knows it, so it is no part of what the caller asked.</param>
    [GenerateSerializer, Immutable]
    public sealed record IssueKey(
        Guid Id, Guid RequestHash,
        [property: Id(0)] string Hash, [property: Id(1)] KeyRole Role, [property: Id(2)] OwnerId? Owner, [property: Id(3)] string Name,
        [property: Id(4)] bool IsOfSandbox = false)
        : PlatformCommand(Id, RequestHash);

    [GenerateSerializer, Immutable]
    public sealed record RevokeKey(Guid Id, Guid RequestHash, [property: Id(0)] Guid KeyId) : PlatformCommand(Id, RequestHash);

    /// <summary>Asks to be told of entries. The webhook's id is the command's id.</summary>
    /// <param name="StartsAfter">See <see cref="Webhook.StartsAfter"/>; looked up when the command is sent, so no part of what the caller asked.</param>
    [GenerateSerializer, Immutable]
    public sealed record RegisterWebhook(
        Guid Id, Guid RequestHash,
        [property: Id(0)] string Url, [property: Id(1)] OwnerId? Owner, [property: Id(2)] ImmutableArray<EntryKind> Kinds, [property: Id(3)] ImmutableArray<long> StartsAfter)
        : PlatformCommand(Id, RequestHash)
    {
        /// <summary>Nobody is paid; but whose entries it is to be told of must exist.</summary>
        public override ImmutableArray<OwnerId> Payees => Owner is { } owner ? [owner] : [];
    }

    [GenerateSerializer, Immutable]
    public sealed record RemoveWebhook(Guid Id, Guid RequestHash, [property: Id(0)] Guid WebhookId) : PlatformCommand(Id, RequestHash);

    /// <summary>Gives a webhook a new secret; the ones before sign beside it for a while.</summary>
    [GenerateSerializer, Immutable]
    public sealed record RollWebhookSecret(Guid Id, Guid RequestHash, [property: Id(0)] Guid WebhookId, [property: Id(1)] long OverlapMs)
        : PlatformCommand(Id, RequestHash);

    /// <summary>A lane asks for this when the receiver says that it is gone.</summary>
    [GenerateSerializer, Immutable]
    public sealed record DisableWebhook(Guid Id, [property: Id(0)] Guid WebhookId, [property: Id(1)] int TimesEnabled) : PlatformCommand(Id, Guid.Empty);

    [GenerateSerializer, Immutable]
    public sealed record EnableWebhook(Guid Id, Guid RequestHash, [property: Id(0)] Guid WebhookId) : PlatformCommand(Id, RequestHash);
}
