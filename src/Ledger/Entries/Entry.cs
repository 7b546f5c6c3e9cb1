using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What one decision wrote: wholly or not at all, once, for ever.</summary>
/// <param name="Owner">Who decided, and whose accounts every transfer of the entry debits.</param>
/// <param name="Sequence">The owner's own gapless number from 1: the fence against a second activation.</param>
/// <param name="CommandId">128 bits, unique in the ledger; also the id of the payment, hold or withdrawal the entry begins.</param>
/// <param name="RequestHash">128 bits of SHA-256 over the request, so a reused key with another body is noticed.</param>
/// <param name="AtMs">Milliseconds since 1970 UTC; never smaller than in the owner's entry before.</param>
[GenerateSerializer, Immutable, Alias("granary.entry")]
public sealed record Entry(
    [property: Id(0)] OwnerId Owner,
    [property: Id(1)] long Sequence,
    [property: Id(2)] Guid CommandId,
    [property: Id(3)] Guid RequestHash,
    [property: Id(4)] long AtMs,
    [property: Id(5)] LedgerEvent Event,
    [property: Id(6)] ImmutableArray<Transfer> Transfers)
{
    /// <summary>What the entry credits to one owner's pocket, over all its transfers of the asset.</summary>
    public long CreditedMinor(OwnerId owner, Pocket pocket, Asset asset) => Transfers
        .Where(t => t.CreditOwner == owner && t.CreditPocket == pocket && t.Asset == asset)
        .Sum(t => t.AmountMinor);
}

/// <summary>An entry with its place in the journal.</summary>
/// <param name="Partition">Which partition of the journal, from 0.</param>
/// <param name="Position">The entry's gap-free place in the partition, from 1.</param>
[GenerateSerializer, Immutable, Alias("granary.posted-entry")]
public sealed record PostedEntry([property: Id(0)] int Partition, [property: Id(1)] long Position, [property: Id(2)] Entry Entry);

/// <summary>What somebody else's entry gave to this owner.</summary>
[GenerateSerializer, Immutable, Alias("granary.credit")]
public readonly record struct Credit(
    [property: Id(0)] int Partition,
    [property: Id(1)] long Position,
    [property: Id(2)] OwnerId From,
    [property: Id(3)] long AtMs,
    [property: Id(4)] Pocket Pocket,
    [property: Id(5)] Asset Asset,
    [property: Id(6)] long AmountMinor);
