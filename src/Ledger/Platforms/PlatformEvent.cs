using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What can happen in the platform's own ledger.</summary>
[GenerateSerializer, Immutable]
public abstract record PlatformEvent : LedgerEvent
{
    private PlatformEvent() { }

    [GenerateSerializer, Immutable]
    public sealed record KeyIssued([property: Id(0)] ApiKey Key) : PlatformEvent
    {
        public override EntryKind Kind => EntryKind.KeyIssued;
    }

    [GenerateSerializer, Immutable]
    public sealed record KeyRevoked([property: Id(0)] Guid KeyId) : PlatformEvent
    {
        public override EntryKind Kind => EntryKind.KeyRevoked;
        public override Guid Subject => KeyId;
    }

    /// <summary>The webhook's id is that of the command that wrote this.</summary>
    [GenerateSerializer, Immutable]
    public sealed record WebhookRegistered(
        [property: Id(0)] string Url, [property: Id(1)] OwnerId? Owner, [property: Id(2)] ImmutableArray<EntryKind> Kinds, [property: Id(3)] ImmutableArray<long> StartsAfter)
        : PlatformEvent
    {
        public override EntryKind Kind => EntryKind.WebhookRegistered;
    }

    [GenerateSerializer, Immutable]
    public sealed record WebhookRemoved([property: Id(0)] Guid WebhookId) : PlatformEvent
    {
        public override EntryKind Kind => EntryKind.WebhookRemoved;
        public override Guid Subject => WebhookId;
    }

    /// <param name="OthersEndAtMs">When the generations before stop signing.</param>
    [GenerateSerializer, Immutable]
    public sealed record WebhookSecretRolled([property: Id(0)] Guid WebhookId, [property: Id(1)] int Generation, [property: Id(2)] long OthersEndAtMs) : PlatformEvent
    {
        public override EntryKind Kind => EntryKind.WebhookSecretRolled;
        public override Guid Subject => WebhookId;
    }

    [GenerateSerializer, Immutable]
    public sealed record WebhookDisabled([property: Id(0)] Guid WebhookId) : PlatformEvent
    {
        public override EntryKind Kind => EntryKind.WebhookDisabled;
        public override Guid Subject => WebhookId;
    }

    [GenerateSerializer, Immutable]
    public sealed record WebhookEnabled([property: Id(0)] Guid WebhookId) : PlatformEvent
    {
        public override EntryKind Kind => EntryKind.WebhookEnabled;
        public override Guid Subject => WebhookId;
    }
}
