using System.Collections.Immutable;
using Granary.Journal.Rows;
using Granary.Ledger;
using Npgsql;

namespace Granary.Journal.Postgres;

/// <summary>Rows as they come from a reader whose columns are <see cref="JournalLine.Columns"/>.</summary>
internal static class PostgresReading
{
    internal static JournalLine Line(NpgsqlDataReader reader, int first = 0) => new(
        reader.GetInt16(first),
        reader.GetInt64(first + 1),
        reader.GetInt16(first + 2),
        reader.GetInt64(first + 3),
        reader.GetInt64(first + 4),
        reader.GetGuid(first + 5),
        reader.GetGuid(first + 6),
        reader.GetInt16(first + 7),
        reader.GetInt64(first + 8),
        reader.IsDBNull(first + 13) ? null : Transfer(reader, first + 9),
        reader.IsDBNull(first + 14) ? null : reader.GetGuid(first + 14),
        reader.IsDBNull(first + 15) ? null : reader.GetString(first + 15),
        reader.IsDBNull(first + 16) ? null : reader.GetFieldValue<byte[]>(first + 16),
        reader.IsDBNull(first + 17) ? null : reader.GetFieldValue<byte[]>(first + 17));

    internal static async Task<ImmutableArray<StoredEntry>> EntriesAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var entries = ImmutableArray.CreateBuilder<StoredEntry>();
        var assembly = new EntryAssembly();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (assembly.Take(Line(reader)) is { } complete) entries.Add(complete);
        }
        if (assembly.Finish() is { } last) entries.Add(last);
        return entries.ToImmutable();
    }

    /// <summary>Columns: owner, sequence, positions, state, digest.</summary>
    internal static StoredSnapshot Snapshot(NpgsqlDataReader reader, int first)
    {
        var snapshot = new OwnerSnapshot(
            new OwnerId(reader.GetInt64(first)),
            new Seen(reader.GetInt64(first + 1), [.. reader.GetFieldValue<long[]>(first + 2)]),
            reader.GetFieldValue<byte[]>(first + 3));
        return new StoredSnapshot(snapshot, SnapshotDigest.Of(snapshot).AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(first + 4)));
    }

    private static Transfer Transfer(NpgsqlDataReader reader, int first) => new(
        Narrow.ToPocket(reader.GetInt16(first)),
        new OwnerId(reader.GetInt64(first + 1)),
        Narrow.ToPocket(reader.GetInt16(first + 2)),
        new Asset(reader.GetInt32(first + 3)),
        reader.GetInt64(first + 4));
}
