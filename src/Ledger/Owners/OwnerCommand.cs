using Orleans;

namespace Granary.Ledger;

/// <summary>What an operator may do with every kind of owner.</summary>
[GenerateSerializer, Immutable]
public abstract record OwnerCommand : Command
{
    private OwnerCommand(Guid id, Guid requestHash) : base(id, requestHash) { }

    [GenerateSerializer, Immutable]
    public sealed record Open(Guid Id, Guid RequestHash, [property: Id(0)] string Name, [property: Id(1)] FeeSchedule? Fee)
        : OwnerCommand(Id, RequestHash);

    [GenerateSerializer, Immutable]
    public sealed record Freeze(Guid Id, Guid RequestHash, [property: Id(0)] string Reason) : OwnerCommand(Id, RequestHash);

    [GenerateSerializer, Immutable]
    public sealed record Unfreeze(Guid Id, Guid RequestHash, [property: Id(0)] string Reason) : OwnerCommand(Id, RequestHash);

    [GenerateSerializer, Immutable]
    public sealed record Close(Guid Id, Guid RequestHash, [property: Id(0)] string Reason) : OwnerCommand(Id, RequestHash);

    /// <summary>The owner itself asks for this when a credit reaches it after it was closed.</summary>
    [GenerateSerializer, Immutable]
    public sealed record MoveToSuspense(Guid Id) : OwnerCommand(Id, Guid.Empty);
}
