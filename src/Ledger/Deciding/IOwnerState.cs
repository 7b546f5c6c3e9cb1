namespace Granary.Ledger;

/// <summary>What one owner remembers: the fold of its own entries and of the credits that others gave it. Immutable.</summary>
public interface IOwnerState<TSelf> where TSelf : IOwnerState<TSelf>
{
    static abstract TSelf Empty { get; }

    /// <summary>The time of the owner's last own entry: the next one is not earlier, whatever the clock says.</summary>
    long LastAtMs { get; }

    OwnerStatus Status { get; }

    Balances Balances { get; }

    /// <summary>The state after one of the owner's own entries. Remembers, never judges.</summary>
    TSelf Apply(Entry entry);

    /// <summary>The state after somebody else's entry credited this owner.</summary>
    TSelf Apply(in Credit credit);
}
