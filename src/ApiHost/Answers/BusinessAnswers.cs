using System.Text.Json;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>What the commands of custodians and merchants answer, one method each; like <see cref="EntryAnswers"/>, out of the entry alone.</summary>
internal static class BusinessAnswers
{
    public static void Deposit(Utf8JsonWriter writer, Entry entry)
    {
        var reported = (CustodyEvent.DepositReported)entry.Event;
        var transfer = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("deposit"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteOwner("custodian"u8, entry.Owner);
        writer.WriteOwner("user"u8, transfer.CreditOwner);
        writer.WriteAmount(transfer.Asset, transfer.AmountMinor);
        writer.WriteString("bankReference"u8, reported.BankReference);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WithdrawalConfirmed(Utf8JsonWriter writer, Entry entry) =>
        WriteWithdrawal(writer, entry, ((CustodyEvent.WithdrawalConfirmed)entry.Event).WithdrawalId, "confirmed"u8, reason: null);

    public static void WithdrawalRefused(Utf8JsonWriter writer, Entry entry)
    {
        var refused = (CustodyEvent.WithdrawalRefused)entry.Event;
        WriteWithdrawal(writer, entry, refused.WithdrawalId, "refused"u8, refused.Reason);
    }

    public static void Refund(Utf8JsonWriter writer, Entry entry)
    {
        var refunded = (MerchantEvent.PaymentRefunded)entry.Event;
        var back = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("refund"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteId("payment"u8, refunded.PaymentId);
        writer.WriteOwner("merchant"u8, entry.Owner);
        writer.WriteOwner("payer"u8, back.CreditOwner);
        writer.WriteAmount(back.Asset, back.AmountMinor);
        writer.WriteNumber("refundedMinor"u8, refunded.RefundedMinor);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Confirmation(Utf8JsonWriter writer, Entry entry)
    {
        var confirmed = (MerchantEvent.ReceiptConfirmed)entry.Event;
        writer.WriteStartObject();
        writer.WriteStartObject("confirmation"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteId("payment"u8, confirmed.PaymentId);
        writer.WriteOwner("merchant"u8, entry.Owner);
        writer.WriteDate("confirmedOn"u8, confirmed.ConfirmedOn);
        writer.WriteNumber("grossMinor"u8, confirmed.GrossMinor);
        writer.WriteNumber("feeMinor"u8, confirmed.FeeMinor);
        writer.WriteString("currency"u8, confirmed.From.Asset.ToString());
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Settlement(Utf8JsonWriter writer, Entry entry)
    {
        var settled = (MerchantEvent.Settled)entry.Event;
        writer.WriteStartObject();
        writer.WriteStartObject("settlement"u8);
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteOwner("merchant"u8, entry.Owner);
        writer.WriteDate("businessDate"u8, settled.BusinessDate);
        writer.WriteStartArray("paid"u8);
        foreach (var paid in settled.Paid)
        {
            writer.WriteStartObject();
            writer.WriteString("currency"u8, paid.Asset.ToString());
            writer.WriteNumber("grossMinor"u8, paid.GrossMinor);
            writer.WriteNumber("feeMinor"u8, paid.FeeMinor);
            writer.WriteNumber("netMinor"u8, paid.GrossMinor - paid.FeeMinor);
            writer.WriteNumber("paymentCount"u8, paid.PaymentCount);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteWithdrawal(Utf8JsonWriter writer, Entry entry, Guid id, ReadOnlySpan<byte> status, string? reason)
    {
        var transfer = entry.Transfers[0];
        writer.WriteStartObject();
        writer.WriteStartObject("withdrawal"u8);
        writer.WriteId("id"u8, id);
        writer.WriteString("status"u8, status);
        writer.WriteOwner("custodian"u8, entry.Owner);
        writer.WriteAmount(transfer.Asset, transfer.AmountMinor);
        writer.WriteOptional("reason"u8, reason);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
