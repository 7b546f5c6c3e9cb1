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
}
