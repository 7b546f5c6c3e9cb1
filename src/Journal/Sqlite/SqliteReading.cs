using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Granary.Journal.Rows;
using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

/// <summary>Rows as they come from a reader whose columns are <see cref="JournalLine.Columns"/>, and parameters as they go in.</summary>
internal static class SqliteReading
{
    internal static JournalLine Line(SqliteDataReader reader, int first = 0) => new(
        Narrow.ToInt(reader.GetInt64(first)),
        reader.GetInt64(first + 1),
        Narrow.ToShort(reader.GetInt64(first + 2)),
        reader.GetInt64(first + 3),
        reader.GetInt64(first + 4),
        Id(reader, first + 5),
        Id(reader, first + 6),
        Narrow.ToShort(reader.GetInt64(first + 7)),
        reader.GetInt64(first + 8),
        reader.IsDBNull(first + 13) ? null : Transfer(reader, first + 9),
        reader.IsDBNull(first + 14) ? null : Id(reader, first + 14),
        reader.IsDBNull(first + 15) ? null : reader.GetString(first + 15),
        reader.IsDBNull(first + 16) ? null : Text(reader, first + 16),
        reader.IsDBNull(first + 17) ? null : reader.GetFieldValue<byte[]>(first + 17));

    internal static ImmutableArray<StoredEntry> Entries(SqliteDataReader reader)
    {
        var entries = ImmutableArray.CreateBuilder<StoredEntry>();
        var assembly = new EntryAssembly();
        while (reader.Read())
        {
            if (assembly.Take(Line(reader)) is { } complete) entries.Add(complete);
        }
        if (assembly.Finish() is { } last) entries.Add(last);
        return entries.ToImmutable();
    }

    /// <summary>Columns: owner, sequence, positions, state, digest.</summary>
    internal static StoredSnapshot Snapshot(SqliteDataReader reader, int first = 0)
    {
        var positions = reader.GetString(first + 2).Trim('[', ']').Split(',')
            .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : -1);
        var snapshot = new OwnerSnapshot(
            new OwnerId(reader.GetInt64(first)), new Seen(reader.GetInt64(first + 1), [.. positions]), Text(reader, first + 3));
        return new StoredSnapshot(snapshot, SnapshotDigest.Of(snapshot).AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(first + 4)));
    }

    internal static Guid Id(SqliteDataReader reader, int column)
    {
        // Read as bytes: the driver's own idea of a Guid in a blob is little endian. A blob of another length is a changed row.
        var bytes = reader.GetFieldValue<byte[]>(column);
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : Guid.Empty;
    }

    internal static byte[] Id(Guid id) => id.ToByteArray(bigEndian: true);

    private static byte[] Text(SqliteDataReader reader, int column) => Encoding.UTF8.GetBytes(reader.GetString(column));

    private static Transfer Transfer(SqliteDataReader reader, int first) => new(
        Narrow.ToPocket(reader.GetInt64(first)),
        new OwnerId(reader.GetInt64(first + 1)),
        Narrow.ToPocket(reader.GetInt64(first + 2)),
        new Asset(Narrow.ToInt(reader.GetInt64(first + 3))),
        reader.GetInt64(first + 4));
}
