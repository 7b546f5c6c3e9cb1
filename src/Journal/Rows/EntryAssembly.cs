using System.Collections.Immutable;
using System.Text.Json;
using Granary.Ledger;

namespace Granary.Journal.Rows;

/// <summary>Puts the lines of an entry together again and compares them with the digest that was taken when they were written.</summary>
internal sealed class EntryAssembly
{
    private readonly List<JournalLine> lines = [];

    /// <summary>Takes the next line in the order (partition, position, line); returns the entry before it when that is now complete.</summary>
    internal StoredEntry? Take(in JournalLine line)
    {
        var isNext = lines.Count > 0 && (lines[0].Partition != line.Partition || lines[0].Position != line.Position);
        var complete = isNext ? Finish() : null;
        lines.Add(line);
        return complete;
    }

    /// <summary>The last entry, when there is one.</summary>
    internal StoredEntry? Finish()
    {
        if (lines.Count == 0) return null;
        var entry = Assembled();
        lines.Clear();
        return entry;
    }

    private StoredEntry Assembled()
    {
        var first = lines[0];
        if (first.Line != 0 || first.Body is null || first.Digest is null) return Flawed(first, null, "line 0 is missing");
        if (ShapeFlaw() is { } flaw) return Flawed(first, null, flaw);
        try
        {
            var entry = new Entry(
                new OwnerId(first.Owner), first.Sequence, first.CommandId, first.RequestHash, first.AtMs,
                EventJson.Read((EntryKind)first.Kind, first.Body), Transfers());
            return DigestFlaw(first, entry) is { } changed
                ? Flawed(first, entry, changed)
                : new StoredEntry(first.Partition, first.Position, entry.Owner, first.Sequence, first.CommandId, entry, first.Digest, Flaw: null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentOutOfRangeException)
        {
            return Flawed(first, null, unreadable.Message);
        }
    }

    private string? ShapeFlaw()
    {
        var first = lines[0];
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Line != i) return $"line {i} is missing";
            if (line.Owner != first.Owner || line.Sequence != first.Sequence || line.CommandId != first.CommandId
                || line.RequestHash != first.RequestHash || line.Kind != first.Kind || line.AtMs != first.AtMs)
            {
                return $"line {i} does not belong to line 0";
            }
            if (i > 0 && line.Transfer is null) return $"line {i} has no amount";
        }
        return lines.Count > 1 && first.Transfer is null ? "line 0 has no amount" : null;
    }

    private ImmutableArray<Transfer> Transfers()
    {
        if (lines[0].Transfer is null) return [];
        var transfers = ImmutableArray.CreateBuilder<Transfer>(lines.Count);
        foreach (var line in lines) transfers.Add(line.Transfer!.Value);
        return transfers.MoveToImmutable();
    }

    // Subject and reference are columns only for their indexes; the digest covers them through the body they were taken from.
    private static string? DigestFlaw(in JournalLine first, Entry entry)
    {
        Span<byte> digest = stackalloc byte[EntryDigest.Size];
        EntryDigest.Compute(entry, first.Body, digest);
        if (!digest.SequenceEqual(first.Digest)) return "its digest is not that of its columns";
        if ((first.Subject ?? Guid.Empty) != entry.Event.Subject) return "the column subject is not that of its body";
        return first.Reference == entry.Event.Reference ? null : "the column reference is not that of its body";
    }

    private static StoredEntry Flawed(in JournalLine first, Entry? entry, string flaw) => new(
        first.Partition, first.Position, new OwnerId(first.Owner), first.Sequence, first.CommandId, entry, first.Digest ?? [], flaw);
}
