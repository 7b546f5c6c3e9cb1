using System.Globalization;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>Entries to write, each under a command of its own.</summary>
internal static class Given
{
    internal const long Noon = 1_790_000_000_000;
    private static int commands;

    internal static OwnerId User(long number) => new(OwnerKind.User, number);

    internal static OwnerId Merchant(long number) => new(OwnerKind.Merchant, number);

    internal static OwnerId Custody { get; } = new(OwnerKind.Custody, 1);

    internal static Guid NewCommand() =>
        CommandId.HashOf("test", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), $"{Interlocked.Increment(ref commands)}");

    internal static Entry Entry(OwnerId owner, long sequence, LedgerEvent happened, params Transfer[] transfers) =>
        new(owner, sequence, NewCommand(), CommandId.HashOf("request", $"{sequence}"), Noon + sequence, happened, [.. transfers]);

    internal static Entry Opened(OwnerId owner, long sequence = 1) => Entry(owner, sequence, new OwnerEvent.Opened("Ada Lovelace", null));

    internal static Entry Frozen(OwnerId owner, long sequence) => Entry(owner, sequence, new OwnerEvent.Frozen("asked to"));

    internal static Entry Closed(OwnerId owner, long sequence) => Entry(owner, sequence, new OwnerEvent.Closed("asked to"));

    internal static Entry Deposit(long sequence, OwnerId to, long amountMinor, string reference = "bank-1") => Entry(
        Custody, sequence, new CustodyEvent.DepositReported(reference), new Transfer(Pocket.Bank, to, Pocket.Cash, Asset.Cny, amountMinor));

    internal static Entry Sent(OwnerId from, long sequence, OwnerId to, long amountMinor) => Entry(
        from, sequence, new UserEvent.TransferMade("thank you \u2615", 0), new Transfer(Pocket.Cash, to, Pocket.Cash, Asset.Cny, amountMinor));

    /// <summary>A payment to a merchant with a fee for the platform: two lines.</summary>
    internal static Entry Paid(OwnerId from, long sequence, OwnerId to, long amountMinor, string? order = null) => Entry(
        from, sequence, new UserEvent.PaymentMade(Scene.Mall, order, 0),
        new Transfer(Pocket.Cash, to, Pocket.Pending, Asset.Cny, amountMinor),
        new Transfer(Pocket.Cash, OwnerId.Platform, Pocket.Fees, Asset.Cny, 1));

    internal static Entry Held(OwnerId owner, long sequence, long amountMinor) => Entry(
        owner, sequence, new UserEvent.HoldPlaced(Merchant(1), Noon + 60_000, Scene.Taxi, null, 0),
        new Transfer(Pocket.Cash, owner, Pocket.Held, Asset.Cny, amountMinor));

    internal static Entry Released(OwnerId owner, long sequence, Guid hold, long amountMinor) => Entry(
        owner, sequence, new UserEvent.HoldReleased(hold, 0), new Transfer(Pocket.Held, owner, Pocket.Cash, Asset.Cny, amountMinor));
}
