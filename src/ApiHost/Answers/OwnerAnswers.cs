using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>How an owner looks from outside.</summary>
internal static class OwnerAnswers
{
    /// <summary>A new owner: open, without money. What a later look would show is the same object with more in it.</summary>
    public static void Opened(Utf8JsonWriter writer, Entry entry) =>
        WriteView(writer, new OwnerView(entry.Owner, OwnerStatus.Open, entry.Sequence, Balances.None, []), bank: null);

    public static void Frozen(Utf8JsonWriter writer, Entry entry) =>
        WriteStatus(writer, entry, OwnerStatus.Frozen, ((OwnerEvent.Frozen)entry.Event).Reason);

    public static void Unfrozen(Utf8JsonWriter writer, Entry entry) =>
        WriteStatus(writer, entry, OwnerStatus.Open, ((OwnerEvent.Unfrozen)entry.Event).Reason);

    public static void Closed(Utf8JsonWriter writer, Entry entry) =>
        WriteStatus(writer, entry, OwnerStatus.Closed, ((OwnerEvent.Closed)entry.Event).Reason);

    /// <param name="bank">The name of a custodian.</param>
    public static void WriteView(Utf8JsonWriter writer, OwnerView view, string? bank)
    {
        writer.WriteStartObject();
        writer.WriteOwner("id"u8, view.Owner);
        writer.WriteOptional("bank"u8, bank);
        writer.WriteString("status"u8, view.Status.Name());
        writer.WriteNumber("sequence"u8, view.Sequence);
        WriteBalances(writer, view.Balances);
        if (view.Owner.Kind == OwnerKind.User) WriteHolds(writer, view);
        writer.WriteEndObject();
    }

    public static void WriteBalances(Utf8JsonWriter writer, Balances balances)
    {
        writer.WriteStartArray("balances"u8);
        foreach (var balance in balances.Accounts) WriteBalance(writer, balance);
        writer.WriteEndArray();
    }

    public static void WriteBalance(Utf8JsonWriter writer, Balance balance)
    {
        writer.WriteStartObject();
        writer.WriteString("pocket"u8, balance.Pocket.Name());
        writer.WriteAmount(balance.Asset, balance.AmountMinor);
        writer.WriteEndObject();
    }

    private static void WriteHolds(Utf8JsonWriter writer, OwnerView view)
    {
        writer.WriteStartArray("holds"u8);
        foreach (var hold in view.Holds)
        {
            writer.WriteStartObject();
            writer.WriteId("id"u8, hold.Id);
            writer.WriteOwner("merchant"u8, hold.Payee);
            writer.WriteNumber("leftMinor"u8, hold.LeftMinor);
            writer.WriteString("currency"u8, hold.Asset.ToString());
            writer.WriteString("scene"u8, hold.Scene.Name());
            writer.WriteOptional("order"u8, hold.Order);
            writer.WriteInstant("expiresAt"u8, hold.ExpiresAtMs);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteStatus(Utf8JsonWriter writer, Entry entry, OwnerStatus status, string reason)
    {
        writer.WriteStartObject();
        writer.WriteOwner("id"u8, entry.Owner);
        writer.WriteString("status"u8, status.Name());
        writer.WriteString("reason"u8, reason);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
    }
}
