using System.Text.Json;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Writes the answer to a command. Everything in it follows from the entry, so a replay answers the same bytes.</summary>
internal delegate void EntryBody(Utf8JsonWriter writer, Entry entry);

/// <summary>What the money commands answer, one method each.</summary>
internal static class EntryAnswers
{
    public static void Payment(Utf8JsonWriter writer, Entry entry)
    {
        writer.WriteStartObject();
        WritePayment(writer, entry);
        writer.WriteEndObject();
    }

    /// <summary>The properties <c>payment</c> and <c>balance</c>, for whoever writes the object around them.</summary>
    public static void WritePayment(Utf8JsonWriter writer, Entry entry)
    {
        var paid = (UserEvent.PaymentMade)entry.Event;
        var first = entry.Transfers[0];
        writer.WriteStartObject("payment"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteOwner("payer"u8, entry.Owner);
        writer.WriteOwner("merchant"u8, first.CreditOwner);
        writer.WriteAmount(first.Asset, first.AmountMinor);
        if (entry.Transfers.Length > 1) WriteShares(writer, entry);
        writer.WriteString("scene"u8, paid.Scene.Name());
        writer.WriteOptional("order"u8, paid.Order);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        WriteCash(writer, first.Asset, paid.CashAfterMinor);
    }

    public static void Transfer(Utf8JsonWriter writer, Entry entry)
    {
        var made = (UserEvent.TransferMade)entry.Event;
        var transfer = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("transfer"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteOwner("from"u8, entry.Owner);
        writer.WriteOwner("to"u8, transfer.CreditOwner);
        writer.WriteAmount(transfer.Asset, transfer.AmountMinor);
        writer.WriteOptional("note"u8, made.Note);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        WriteCash(writer, transfer.Asset, made.CashAfterMinor);
        writer.WriteEndObject();
    }

    public static void Hold(Utf8JsonWriter writer, Entry entry)
    {
        var placed = (UserEvent.HoldPlaced)entry.Event;
        var transfer = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("hold"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteOwner("payer"u8, entry.Owner);
        writer.WriteOwner("merchant"u8, placed.Payee);
        writer.WriteAmount(transfer.Asset, transfer.AmountMinor);
        writer.WriteString("scene"u8, placed.Scene.Name());
        writer.WriteOptional("order"u8, placed.Order);
        writer.WriteInstant("expiresAt"u8, placed.ExpiresAtMs);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        WriteCash(writer, transfer.Asset, placed.CashAfterMinor);
        writer.WriteEndObject();
    }

    public static void Capture(Utf8JsonWriter writer, Entry entry)
    {
        var captured = (UserEvent.HoldCaptured)entry.Event;
        var taken = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("payment"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteId("hold"u8, captured.HoldId);
        writer.WriteOwner("payer"u8, entry.Owner);
        writer.WriteOwner("merchant"u8, taken.CreditOwner);
        writer.WriteAmount(taken.Asset, taken.AmountMinor);
        writer.WriteString("scene"u8, captured.Scene.Name());
        writer.WriteOptional("order"u8, captured.Order);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        writer.WriteStartObject("hold"u8);
        writer.WriteId("id"u8, captured.HoldId);
        writer.WriteNumber("leftMinor"u8, captured.LeftMinor);
        writer.WriteString("currency"u8, taken.Asset.ToString());
        writer.WriteEndObject();
        WriteCash(writer, taken.Asset, captured.CashAfterMinor);
        writer.WriteEndObject();
    }

    public static void Release(Utf8JsonWriter writer, Entry entry)
    {
        var released = (UserEvent.HoldReleased)entry.Event;
        var back = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("hold"u8);
        writer.WriteId("id"u8, released.HoldId);
        writer.WriteNumber("leftMinor"u8, 0);
        writer.WriteNumber("releasedMinor"u8, back.AmountMinor);
        writer.WriteString("currency"u8, back.Asset.ToString());
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        WriteCash(writer, back.Asset, released.CashAfterMinor);
        writer.WriteEndObject();
    }

    public static void Withdrawal(Utf8JsonWriter writer, Entry entry)
    {
        var asked = (UserEvent.WithdrawalAsked)entry.Event;
        var transfer = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("withdrawal"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteString("status"u8, "asked"u8);
        writer.WriteOwner("user"u8, entry.Owner);
        writer.WriteOwner("custodian"u8, transfer.CreditOwner);
        writer.WriteAmount(transfer.Asset, transfer.AmountMinor);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        WriteCash(writer, transfer.Asset, asked.CashAfterMinor);
        writer.WriteEndObject();
    }

    // The merchant's own share is the first transfer; the ledger keeps the order in which the request named the payees.
    private static void WriteShares(Utf8JsonWriter writer, Entry entry)
    {
        var totalMinor = entry.Transfers[0].AmountMinor;
        writer.WriteStartArray("shares"u8);
        foreach (var transfer in entry.Transfers.AsSpan()[1..])
        {
            totalMinor += transfer.AmountMinor;
            writer.WriteStartObject();
            writer.WriteOwner("payee"u8, transfer.CreditOwner);
            writer.WriteNumber("amountMinor"u8, transfer.AmountMinor);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("totalMinor"u8, totalMinor);
    }

    private static void WriteCash(Utf8JsonWriter writer, Asset asset, long amountMinor)
    {
        writer.WritePropertyName("balance"u8);
        OwnerAnswers.WriteBalance(writer, new Balance(Pocket.Cash, asset, amountMinor));
    }
}
