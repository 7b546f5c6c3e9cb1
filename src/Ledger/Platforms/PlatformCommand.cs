using Orleans;

namespace Granary.Ledger;

/// <summary>What may be asked of the platform's own ledger.</summary>
[GenerateSerializer, Immutable]
public abstract record PlatformCommand : Command
{
    private PlatformCommand(Guid id, Guid requestHash) : base(id, requestHash) { }

    /// <summary>Makes a key known. Its id is the command's id.</summary>
    [GenerateSerializer, Immutable]
    public sealed record IssueKey(
        Guid Id, Guid RequestHash,
        [property: Id(0)] string Hash, [property: Id(1)] KeyRole Role, [property: Id(2)] OwnerId? Owner, [property: Id(3)] string Name)
        : PlatformCommand(Id, RequestHash);

    [GenerateSerializer, Immutable]
    public sealed record RevokeKey(Guid Id, Guid RequestHash, [property: Id(0)] Guid KeyId) : PlatformCommand(Id, RequestHash);
}
