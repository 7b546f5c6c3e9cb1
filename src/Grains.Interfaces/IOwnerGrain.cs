using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>What every owner can do, whatever its kind. The key is the owner's number.</summary>
public interface IOwnerGrain : IGrainWithIntegerKey
{
    Task<Answer> Manage(OwnerCommand command);

    /// <summary>The owner with every credit that is in the journal now.</summary>
    Task<OwnerView> Read();

    /// <summary>The balances after all entries not later than the instant, from the journal.</summary>
    Task<Balances> ReadAt(long atMs);

    /// <summary>Entries that debit or credit the owner, newest first; null when the cursor is of a journal with other partitions.</summary>
    Task<HistoryPage?> ReadHistory(HistoryCursor? before, int countMax);

    /// <summary>The feed brings credits. Safe to repeat, to reorder and to lose: see <see cref="CreditPush"/>.</summary>
    Task Receive(CreditPush push);
}

/// <summary>How an owner stands.</summary>
/// <param name="Sequence">Its own last entry; 0 when it was never opened.</param>
/// <param name="Holds">Open holds; only users have them.</param>
[GenerateSerializer, Immutable, Alias("granary.owner-view")]
public sealed record OwnerView(
    [property: Id(0)] OwnerId Owner,
    [property: Id(1)] OwnerStatus Status,
    [property: Id(2)] long Sequence,
    [property: Id(3)] Balances Balances,
    [property: Id(4)] ImmutableArray<Hold> Holds);

/// <summary>
/// All credits to one owner in one partition after <paramref name="From"/> up to <paramref name="To"/>. The owner ignores what it has and
/// reads what lies between what it has and <paramref name="From"/> from the journal, so every delivery order ends in the same state.
/// </summary>
[GenerateSerializer, Immutable, Alias("granary.credit-push")]
public sealed record CreditPush(
    [property: Id(0)] int Partition,
    [property: Id(1)] long From,
    [property: Id(2)] long To,
    [property: Id(3)] ImmutableArray<Credit> Credits);
