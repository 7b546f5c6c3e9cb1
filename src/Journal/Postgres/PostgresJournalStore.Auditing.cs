using System.Runtime.CompilerServices;
using Granary.Journal.Rows;
using Granary.Ledger;
using Npgsql;

namespace Granary.Journal.Postgres;

// Snapshots, and everything that reads the whole store.
public sealed partial class PostgresJournalStore
{
    // Newer in no respect older: neither the owner's own entries nor the credits may go back.
    private const string SaveSnapshotsSql =
        """
        insert into snapshot (owner, sequence, positions, state, digest)
        select owner, sequence, positions::bigint[], state, digest from unnest($1, $2, $3, $4, $5) as s (owner, sequence, positions, state, digest)
        order by owner
        on conflict (owner) do update
        set sequence = excluded.sequence, positions = excluded.positions, state = excluded.state, digest = excluded.digest
        where excluded.sequence >= snapshot.sequence
          and (excluded.sequence, excluded.positions) is distinct from (snapshot.sequence, snapshot.positions)
          and not exists (select from unnest(excluded.positions, snapshot.positions) as p (new, old) where p.new < p.old)
        """;

    public async ValueTask SaveSnapshotsAsync(IReadOnlyList<OwnerSnapshot> snapshots, CancellationToken cancellation)
    {
        // One statement may touch a row once.
        var newest = snapshots.GroupBy(snapshot => snapshot.Owner).Select(group => group.MaxBy(snapshot => snapshot.Seen.Sequence)!).ToArray();
        await ReadAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(SaveSnapshotsSql, connection);
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. newest.Select(s => s.Owner.Packed)] });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. newest.Select(s => s.Seen.Sequence)] });
            var positions = newest.Select(s => $"{{{string.Join(',', s.Seen.Positions)}}}"); // arrays of arrays would have to be square
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. positions] });
            command.Parameters.Add(new NpgsqlParameter<byte[][]>
            {
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text,
                TypedValue = [.. newest.Select(s => s.State.ToArray())],
            });
            command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. newest.Select(SnapshotDigest.Of)] });
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<StoredEntry> ReadEntriesAsync(int partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var assembly = new EntryAssembly();
        await foreach (var line in ScanAsync(
            $"select {JournalLine.Columns} from journal_line l where l.partition = {partition} order by l.partition, l.position, l.line",
            reader => PostgresReading.Line(reader), cancellation).ConfigureAwait(false))
        {
            if (assembly.Take(line) is { } complete) yield return complete;
        }
        if (assembly.Finish() is { } last) yield return last;
    }

    public IAsyncEnumerable<StoredBatch> ReadBatchesAsync(int partition, CancellationToken cancellation) => ScanAsync(
        $"select partition, first_position, last_position, digest, chain from journal_batch where partition = {partition} order by first_position",
        reader => new StoredBatch(
            reader.GetInt16(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)),
        cancellation);

    public IAsyncEnumerable<Guid> ReadRepeatedCommandsAsync(CancellationToken cancellation) => ScanAsync(
        "select command_id from journal_line where line = 0 group by command_id having count(*) > 1", reader => reader.GetGuid(0), cancellation);

    public IAsyncEnumerable<StoredSnapshot> ReadSnapshotsAsync(CancellationToken cancellation) => ScanAsync(
        "select owner, sequence, positions, state, digest from snapshot order by owner", reader => PostgresReading.Snapshot(reader, 0), cancellation);

    public IAsyncEnumerable<FeedCursor> ReadCursorsAsync(CancellationToken cancellation) => ScanAsync(
        "select reader, partition, position from feed_cursor order by reader, partition",
        reader => new FeedCursor(reader.GetString(0), reader.GetInt16(1), reader.GetInt64(2)), cancellation);

    private async IAsyncEnumerable<T> ScanAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await scanners.OpenConnectionAsync(cancellation).ConfigureAwait(false);
#pragma warning disable CA2100 // Only numbers of ours are put into the text.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) yield return read(reader);
    }
}
