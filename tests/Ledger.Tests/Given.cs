using System.Collections.Immutable;
using System.Globalization;

namespace Granary.Ledger.Tests;

/// <summary>The cast and the states that the tests start from.</summary>
internal static class Given
{
    public static readonly OwnerId Alice = new(OwnerKind.User, number: 1);
    public static readonly OwnerId Bob = new(OwnerKind.User, number: 2);
    public static readonly OwnerId Shop = new(OwnerKind.Merchant, number: 7);
    public static readonly OwnerId OtherShop = new(OwnerKind.Merchant, number: 8);
    public static readonly OwnerId Insurer = new(OwnerKind.Insurer, number: 3);
    public static readonly OwnerId Icbc = new(OwnerKind.Custody, number: 4);
    public static readonly OwnerId Ceb = new(OwnerKind.Custody, number: 5);

    public static readonly long Noon = Shanghai(2026, 11, 11, 12, 0);
    public static readonly Guid RequestHash = CommandId.HashOf("a request");

    public static Guid Id(string name) => CommandId.HashOf("test", name);

    public static Guid Id(int number) => Id(number.ToString(CultureInfo.InvariantCulture));

    public static long Shanghai(int year, int month, int day, int hour = 0, int minute = 0, int second = 0, int millisecond = 0) =>
        new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();

    public static UserState User(long cashMinor = 0) =>
        UserState.Empty with { Status = OwnerStatus.Open, Balances = Cash(cashMinor) };

    public static Balances Cash(long amountMinor) =>
        amountMinor == 0 ? Balances.None : Balances.None.Credit(Pocket.Cash, Asset.Cny, amountMinor);

    public static Facts Everybody(OwnerStatus status, params ImmutableArray<OwnerId> payees) =>
        new(Noon, [.. payees.Select(payee => (payee, status))], []);

    /// <summary>The entry that a decision becomes, and the state after it.</summary>
    public static (Entry Entry, TState State) Carried<TState>(OwnerId owner, TState state, Command command, Decision decision, long atMs, long sequence = 1)
        where TState : IOwnerState<TState>
    {
        Assert.Equal(Outcome.Accepted, decision.Outcome);
        var entry = new Entry(owner, sequence, command.Id, command.RequestHash, atMs, decision.Event!, decision.Transfers);
        return (entry, state.Apply(entry));
    }

    /// <summary>What an entry credits to an owner, as the journal would bring it.</summary>
    public static IEnumerable<Credit> CreditsTo(OwnerId owner, Entry entry) => entry.Transfers
        .Where(transfer => transfer.CreditOwner == owner && entry.Owner != owner)
        .Select(transfer => new Credit(Partition: 0, entry.Sequence, entry.Owner, entry.AtMs, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor));
}
