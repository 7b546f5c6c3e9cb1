using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>One credit of a payment.</summary>
/// <param name="Payee">A merchant, the platform (its fee) or an insurer (a premium).</param>
[GenerateSerializer, Immutable]
public readonly record struct Share([property: Id(0)] OwnerId Payee, [property: Id(1)] long AmountMinor);

/// <summary>What a user may ask of its own ledger.</summary>
[GenerateSerializer, Immutable]
public abstract record UserCommand : Command
{
    private UserCommand(Guid id, Guid requestHash) : base(id, requestHash) { }

    /// <summary>Pays from cash; one debit decision with 1..n credits.</summary>
    /// <param name="Order">The merchant's name for it; at most 64 characters; may be null.</param>
    [GenerateSerializer, Immutable]
    public sealed record Pay(
        Guid Id, Guid RequestHash,
        [property: Id(0)] ImmutableArray<Share> Shares,
        [property: Id(1)] Asset Asset,
        [property: Id(2)] Scene Scene,
        [property: Id(3)] string? Order) : UserCommand(Id, RequestHash)
    {
        public override ImmutableArray<OwnerId> Payees => Shares.Length == 1 ? [Shares[0].Payee] : [.. Shares.Select(share => share.Payee).Distinct()];
        public override int TransfersMax => Shares.Length;

        /// <summary>The key of the device it is made from, never the device's own name; null when the caller does not say.</summary>
        [Id(4)] public Guid? Device { get; init; }
    }

    /// <summary>Gives cash to another user.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Transfer(
        Guid Id, Guid RequestHash,
        [property: Id(0)] OwnerId To,
        [property: Id(1)] long AmountMinor,
        [property: Id(2)] Asset Asset,
        [property: Id(3)] string? Note) : UserCommand(Id, RequestHash)
    {
        public override ImmutableArray<OwnerId> Payees => [To];
    }

    /// <summary>Sets cash aside for a merchant. The hold's id is the command's id.</summary>
    /// <param name="TtlMs">How long the hold lives; 1 to <see cref="Limits.HoldTtlMsMax"/>.</param>
    [GenerateSerializer, Immutable]
    public sealed record PlaceHold(
        Guid Id, Guid RequestHash,
        [property: Id(0)] OwnerId Payee,
        [property: Id(1)] long AmountMinor,
        [property: Id(2)] Asset Asset,
        [property: Id(3)] long TtlMs,
        [property: Id(4)] Scene Scene,
        [property: Id(5)] string? Order) : UserCommand(Id, RequestHash)
    {
        public override ImmutableArray<OwnerId> Payees => [Payee];

        /// <inheritdoc cref="Pay.Device"/>
        [Id(6)] public Guid? Device { get; init; }
    }

    /// <summary>Takes all or part of a hold for its payee; begins a payment whose id is the command's id.</summary>
    /// <param name="ReleaseRest">Give what is left back to cash in the same entry.</param>
    /// <param name="By">The merchant who asks, who must be the hold's payee; null when the user or the platform asks.</param>
    [GenerateSerializer, Immutable]
    public sealed record CaptureHold(
        Guid Id, Guid RequestHash,
        [property: Id(0)] Guid HoldId,
        [property: Id(1)] long AmountMinor,
        [property: Id(2)] bool ReleaseRest,
        [property: Id(3)] OwnerId? By) : UserCommand(Id, RequestHash);

    /// <summary>Gives a hold back to cash. Only for its payee: the payer must not take back what was promised.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ReleaseHold(
        Guid Id, Guid RequestHash, [property: Id(0)] Guid HoldId, [property: Id(1)] OwnerId? By) : UserCommand(Id, RequestHash);

    /// <summary>The user's own ledger asks for this when a hold's time is over.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ExpireHold(Guid Id, [property: Id(0)] Guid HoldId) : UserCommand(Id, Guid.Empty);

    /// <summary>Asks for cash to be paid out through a custodian. The withdrawal's id is the command's id.</summary>
    [GenerateSerializer, Immutable]
    public sealed record AskWithdrawal(
        Guid Id, Guid RequestHash,
        [property: Id(0)] OwnerId Custodian,
        [property: Id(1)] long AmountMinor,
        [property: Id(2)] Asset Asset) : UserCommand(Id, RequestHash)
    {
        public override ImmutableArray<OwnerId> Payees => [Custodian];
    }
}
