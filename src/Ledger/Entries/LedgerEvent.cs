using Orleans;

namespace Granary.Ledger;

/// <summary>
/// What an entry says besides its transfers. One closed family per owner kind; every case has a frozen <see cref="EntryKind"/> and is
/// stored as JSON, so cases may gain optional members and never lose or rename one.
/// </summary>
[GenerateSerializer, Immutable]
public abstract record LedgerEvent
{
    private protected LedgerEvent() { }

    public abstract EntryKind Kind { get; }

    /// <summary>The command id of the payment, hold or withdrawal that this entry is about; empty when it begins a new one.</summary>
    public virtual Guid Subject => Guid.Empty;

    /// <summary>The name under which the outside world knows this: an order, a bank's reference. At most 64 characters.</summary>
    public virtual string? Reference => null;
}
