using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What can happen to every kind of owner.</summary>
[GenerateSerializer, Immutable]
public abstract record OwnerEvent : LedgerEvent
{
    private OwnerEvent() { }

    /// <param name="Name">For people; may be empty.</param>
    /// <param name="Fee">Only merchants have one.</param>
    [GenerateSerializer, Immutable]
    public sealed record Opened([property: Id(0)] string Name, [property: Id(1)] FeeSchedule? Fee) : OwnerEvent
    {
        public override EntryKind Kind => EntryKind.OwnerOpened;
    }

    [GenerateSerializer, Immutable]
    public sealed record Frozen([property: Id(0)] string Reason) : OwnerEvent
    {
        public override EntryKind Kind => EntryKind.OwnerFrozen;
    }

    [GenerateSerializer, Immutable]
    public sealed record Unfrozen([property: Id(0)] string Reason) : OwnerEvent
    {
        public override EntryKind Kind => EntryKind.OwnerUnfrozen;
    }

    [GenerateSerializer, Immutable]
    public sealed record Closed([property: Id(0)] string Reason) : OwnerEvent
    {
        public override EntryKind Kind => EntryKind.OwnerClosed;
    }

    /// <summary>Money that reached the owner after it was closed waits with the platform until a person decides.</summary>
    [GenerateSerializer, Immutable]
    public sealed record MovedToSuspense : OwnerEvent
    {
        public override EntryKind Kind => EntryKind.MovedToSuspense;
    }
}
