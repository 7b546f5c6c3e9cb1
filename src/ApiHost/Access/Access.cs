using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Who may call a route. A route without one does not start.</summary>
/// <param name="Own">Roles whose key must be bound to the owner in the path.</param>
/// <param name="Any">Roles that may call it whoever is in the path.</param>
/// <param name="IsOpen">No key is needed at all.</param>
internal sealed record Access(ImmutableArray<KeyRole> Own, ImmutableArray<KeyRole> Any, bool IsOpen)
{
    public static Access Open { get; } = new([], [], IsOpen: true);

    public bool Allows(Caller caller, OwnerId? owner)
    {
        if (Any.Contains(caller.Role)) return true;
        // A sandbox's bank key is bound to nobody and speaks for every custodian.
        return Own.Contains(caller.Role) && owner is { } && (caller.Owner == owner || (caller is { Role: KeyRole.Bank, Owner: null }));
    }
}
