using System.Runtime.CompilerServices;
using Granary.Journal.Rows;
using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

// Snapshots, and everything that reads the whole store.
public sealed partial class SqliteJournalStore
{
    // Newer in no respect older: neither the owner's own entries nor the credits may go back.
    private const string SaveSnapshotSql =
        """
        insert into snapshot (owner, sequence, positions, state, digest) values ($owner, $sequence, $positions, $state, $digest)
        on conflict (owner) do update
        set sequence = excluded.sequence, positions = excluded.positions, state = excluded.state, digest = excluded.digest
        where excluded.sequence >= snapshot.sequence
          and (excluded.sequence, excluded.positions) is not (snapshot.sequence, snapshot.positions)
          and not exists (select 1 from json_each(excluded.positions) new join json_each(snapshot.positions) old on old.key = new.key
                          where new.value < old.value)
        """;

    public ValueTask SaveSnapshotsAsync(IReadOnlyList<OwnerSnapshot> snapshots, CancellationToken cancellation) => SaveAsync(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = Command(
            connection, SaveSnapshotSql, ("$owner", 0L), ("$sequence", 0L), ("$positions", ""), ("$state", ""), ("$digest", null));
        foreach (var snapshot in snapshots)
        {
            command.Parameters[0].Value = snapshot.Owner.Packed;
            command.Parameters[1].Value = snapshot.Seen.Sequence;
            command.Parameters[2].Value = $"[{string.Join(',', snapshot.Seen.Positions)}]";
            command.Parameters[3].Value = System.Text.Encoding.UTF8.GetString(snapshot.State.Span);
            command.Parameters[4].Value = SnapshotDigest.Of(snapshot);
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }, cancellation);

    public async IAsyncEnumerable<StoredEntry> ReadEntriesAsync(int partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var assembly = new EntryAssembly();
        await foreach (var line in ScanAsync(
            $"select {JournalLine.Columns} from journal_line l where l.partition = {partition} order by l.partition, l.position, l.line",
            reader => SqliteReading.Line(reader), cancellation).ConfigureAwait(false))
        {
            if (assembly.Take(line) is { } complete) yield return complete;
        }
        if (assembly.Finish() is { } last) yield return last;
    }

    public IAsyncEnumerable<StoredBatch> ReadBatchesAsync(int partition, CancellationToken cancellation) => ScanAsync(
        $"select partition, first_position, last_position, digest, chain from journal_batch where partition = {partition} order by first_position",
        reader => new StoredBatch(
            reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)),
        cancellation);

    // "+" keeps SQLite from reading the index that is to be checked.
    public IAsyncEnumerable<Guid> ReadRepeatedCommandsAsync(CancellationToken cancellation) => ScanAsync(
        "select +command_id from journal_line not indexed where line = 0 group by +command_id having count(*) > 1",
        reader => SqliteReading.Id(reader, 0), cancellation);

    public IAsyncEnumerable<StoredSnapshot> ReadSnapshotsAsync(CancellationToken cancellation) => ScanAsync(
        "select owner, sequence, positions, state, digest from snapshot order by owner", reader => SqliteReading.Snapshot(reader), cancellation);

    public IAsyncEnumerable<FeedCursor> ReadCursorsAsync(CancellationToken cancellation) => ScanAsync(
        "select reader, partition, position from feed_cursor order by reader, partition",
        reader => new FeedCursor(reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2)), cancellation);

    private async IAsyncEnumerable<T> ScanAsync<T>(
        string sql, Func<SqliteDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = Command(connection, sql);
        using var reader = command.ExecuteReader();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) yield return read(reader);
    }
}
