using Orleans;

namespace Granary.Ledger;

/// <summary>
/// One positive amount of one asset from one account to another. The debit owner is the owner of the entry that holds the transfer:
/// nobody can debit somebody else.
/// </summary>
[GenerateSerializer, Immutable, Alias("granary.transfer")]
public readonly record struct Transfer(
    [property: Id(0)] Pocket DebitPocket,
    [property: Id(1)] OwnerId CreditOwner,
    [property: Id(2)] Pocket CreditPocket,
    [property: Id(3)] Asset Asset,
    [property: Id(4)] long AmountMinor);
