using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>Something an owner is asked to decide.</summary>
/// <param name="Id">Derived from what caused the command, see <see cref="CommandId"/>; the same id is never carried out twice.</param>
/// <param name="RequestHash">See <see cref="Entry.RequestHash"/>.</param>
[GenerateSerializer, Immutable]
public abstract record Command([property: Id(0)] Guid Id, [property: Id(1)] Guid RequestHash)
{
    /// <summary>The other owners whose status the decision depends on.</summary>
    public virtual ImmutableArray<OwnerId> Payees => [];

    /// <summary>How many transfers carrying it out may write, roughly.</summary>
    public virtual int TransfersMax => 1;

    /// <summary>The payment or withdrawal whose entries the decision depends on; empty for none.</summary>
    public virtual Guid Subject => Guid.Empty;

    /// <summary>The outside reference whose entries the decision depends on; null for none.</summary>
    public virtual string? Reference => null;
}
