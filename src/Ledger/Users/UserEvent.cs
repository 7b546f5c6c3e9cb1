using Orleans;

namespace Granary.Ledger;

/// <summary>What can happen in a user's ledger. <c>CashAfterMinor</c> is the payer's cash after the entry, kept so that a replay answers the same.</summary>
[GenerateSerializer, Immutable]
public abstract record UserEvent : LedgerEvent
{
    private UserEvent() { }

    [GenerateSerializer, Immutable]
    public sealed record PaymentMade([property: Id(0)] Scene Scene, [property: Id(1)] string? Order, [property: Id(2)] long CashAfterMinor) : UserEvent
    {
        public override EntryKind Kind => EntryKind.PaymentMade;
        public override string? Reference => Order;

        /// <summary>The key of the device it was made from; null when that is not known.</summary>
        [Id(3)] public Guid? Device { get; init; }
    }

    [GenerateSerializer, Immutable]
    public sealed record TransferMade([property: Id(0)] string? Note, [property: Id(1)] long CashAfterMinor) : UserEvent
    {
        public override EntryKind Kind => EntryKind.TransferMade;
    }

    [GenerateSerializer, Immutable]
    public sealed record HoldPlaced(
        [property: Id(0)] OwnerId Payee,
        [property: Id(1)] long ExpiresAtMs,
        [property: Id(2)] Scene Scene,
        [property: Id(3)] string? Order,
        [property: Id(4)] long CashAfterMinor) : UserEvent
    {
        public override EntryKind Kind => EntryKind.HoldPlaced;
        public override string? Reference => Order;

        /// <inheritdoc cref="PaymentMade.Device"/>
        [Id(5)] public Guid? Device { get; init; }
    }

    /// <param name="LeftMinor">What the hold still holds after this.</param>
    [GenerateSerializer, Immutable]
    public sealed record HoldCaptured(
        [property: Id(0)] Guid HoldId,
        [property: Id(1)] Scene Scene,
        [property: Id(2)] string? Order,
        [property: Id(3)] long LeftMinor,
        [property: Id(4)] long CashAfterMinor) : UserEvent
    {
        public override EntryKind Kind => EntryKind.HoldCaptured;
        public override Guid Subject => HoldId;
        public override string? Reference => Order;
    }

    [GenerateSerializer, Immutable]
    public sealed record HoldReleased([property: Id(0)] Guid HoldId, [property: Id(1)] long CashAfterMinor) : UserEvent
    {
        public override EntryKind Kind => EntryKind.HoldReleased;
        public override Guid Subject => HoldId;
    }

    [GenerateSerializer, Immutable]
    public sealed record HoldExpired([property: Id(0)] Guid HoldId, [property: Id(1)] long CashAfterMinor) : UserEvent
    {
        public override EntryKind Kind => EntryKind.HoldExpired;
        public override Guid Subject => HoldId;
    }

    [GenerateSerializer, Immutable]
    public sealed record WithdrawalAsked([property: Id(0)] long CashAfterMinor) : UserEvent
    {
        public override EntryKind Kind => EntryKind.WithdrawalAsked;
    }
}
