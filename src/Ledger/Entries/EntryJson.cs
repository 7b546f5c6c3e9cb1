using System.Text.Json;

namespace Granary.Ledger;

/// <summary>How an entry looks in lists and webhooks. What somebody else's entry says about somebody else's money is left out for whoever it credits.</summary>
public static class EntryJson
{
    /// <param name="reader">The owner whose list this is; null when the whole entry may be seen.</param>
    public static void Write(Utf8JsonWriter writer, PostedEntry posted, OwnerId? reader)
    {
        var entry = posted.Entry;
        var isWhole = reader is not { } owner || owner == entry.Owner;
        writer.WriteStartObject();
        writer.WriteId("id"u8, entry.CommandId);
        writer.WriteString("kind"u8, entry.Event.Kind.Name());
        writer.WriteOwner("owner"u8, entry.Owner);
        if (isWhole) writer.WriteNumber("sequence"u8, entry.Sequence);
        if (entry.Event.Subject != Guid.Empty) writer.WriteId("about"u8, entry.Event.Subject);
        writer.WriteOptional("reference"u8, entry.Event.Reference);
        writer.WriteStartArray("transfers"u8);
        foreach (var transfer in entry.Transfers)
        {
            if (isWhole || transfer.CreditOwner == reader) WriteTransfer(writer, entry.Owner, transfer);
        }
        writer.WriteEndArray();
        writer.WriteNumber("partition"u8, posted.Partition);
        writer.WriteNumber("position"u8, posted.Position);
        writer.WriteInstant("at"u8, entry.AtMs);
        writer.WriteEndObject();
    }

    private static void WriteTransfer(Utf8JsonWriter writer, OwnerId debited, Transfer transfer)
    {
        writer.WriteStartObject();
        WriteAccount(writer, "debit"u8, debited, transfer.DebitPocket);
        WriteAccount(writer, "credit"u8, transfer.CreditOwner, transfer.CreditPocket);
        writer.WriteAmount(transfer.Asset, transfer.AmountMinor);
        writer.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter writer, ReadOnlySpan<byte> name, OwnerId owner, Pocket pocket)
    {
        writer.WriteStartObject(name);
        writer.WriteOwner("owner"u8, owner);
        writer.WriteString("pocket"u8, pocket.Name());
        writer.WriteEndObject();
    }
}
