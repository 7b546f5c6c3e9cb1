using System.Collections.Immutable;
using System.Text.Json;
using Granary.Journal.Rows;
using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

// Everything that looks single rows up by an index.
public sealed partial class SqliteJournalStore
{
    private const string FindSql =
        $"""
        select {JournalLine.Columns} from json_each($ids) i join journal_line l on l.command_id = unhex(i.value)
        order by l.partition, l.position, l.line
        """;

    private const string AboutSql =
        $"""
        with e as (
            select partition, position, at_ms, 0 as rank from journal_line where command_id = $id and line = 0
            union all
            select partition, position, at_ms, 1 from journal_line where subject = $id and subject is not null)
        select {JournalLine.Columns} from e join journal_line l on l.partition = e.partition and l.position = e.position
        order by e.rank, e.at_ms, l.partition, l.position, l.line
        """;

    private const string ReferringToSql =
        $"""
        with e as (
            select partition, position, at_ms from journal_line
            where reference = $reference and reference is not null and ($owner is null or owner = $owner)
            order by at_ms, partition, position limit $count)
        select {JournalLine.Columns} from e join journal_line l on l.partition = e.partition and l.position = e.position
        order by e.at_ms, l.partition, l.position, l.line
        """;

    private const string StatusSql =
        "select kind from journal_line where owner = $owner and kind in (1, 2, 3, 4) order by sequence desc limit 1";

    private const string FeedSql =
        $"""
        select {JournalLine.Columns} from journal_line l
        where l.partition = $partition and l.position > $after and l.position <= $last order by l.position, l.line
        """;

    private const string SaveCursorSql =
        """
        insert into feed_cursor (reader, partition, position) values ($reader, $partition, $position)
        on conflict (reader, partition) do update set position = excluded.position where feed_cursor.position < excluded.position
        """;

    public ValueTask<ImmutableArray<StoredEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation) =>
        ReadAsync(connection => Entries(connection, FindSql, ("$ids", JsonSerializer.Serialize(commandIds.Select(id => id.ToString("N"))))));

    public ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation) =>
        ReadAsync(connection => Posted(Entries(connection, AboutSql, ("$id", SqliteReading.Id(subject)))));

    public ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(
        string reference, OwnerId? owner, int countMax, CancellationToken cancellation) =>
        ReadAsync(connection => Posted(Entries(
            connection, ReferringToSql, ("$reference", reference), ("$owner", owner?.Packed), ("$count", countMax))));

    public ValueTask<OwnerStatus[]> StatusOfAsync(IReadOnlyList<OwnerId> owners, CancellationToken cancellation) => ReadAsync(connection =>
    {
        using var command = Command(connection, StatusSql, ("$owner", null));
        return owners.Select(owner =>
        {
            command.Parameters[0].Value = owner.Packed;
            return StatusRow.Of(command.ExecuteScalar() is long kind ? (EntryKind)kind : null);
        }).ToArray();
    });

    public ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation) =>
        ReadAsync(connection =>
        {
            var head = Head(connection, partition);
            var stored = Entries(connection, FeedSql, ("$partition", partition), ("$after", after), ("$last", after + countMax));
            return FeedSlice.Of(stored, partition, after, head);
        });

    public ValueTask<ImmutableArray<long>> HeadPositionsAsync(CancellationToken cancellation) => ReadAsync(HeadPositions);

    public ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation) => ReadAsync(connection =>
    {
        using var command = Command(connection,
            "select position from feed_cursor where reader = $reader and partition = $partition", ("$reader", reader), ("$partition", partition));
        return command.ExecuteScalar() as long? ?? 0;
    });

    public ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation) => SaveAsync(connection =>
    {
        using var command = Command(connection, SaveCursorSql, ("$reader", reader), ("$partition", partition), ("$position", position));
        command.ExecuteNonQuery();
    }, cancellation);

    private ImmutableArray<long> HeadPositions(SqliteConnection connection) =>
        [.. Enumerable.Range(0, PartitionCount).Select(partition => Head(connection, partition))];

    private static long Head(SqliteConnection connection, int partition)
    {
        using var command = Command(connection, "select position from journal_head where partition = $partition", ("$partition", partition));
        return (long)command.ExecuteScalar()!;
    }

    private static ImmutableArray<StoredEntry> Entries(
        SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        using var reader = command.ExecuteReader();
        return SqliteReading.Entries(reader);
    }

    private static ImmutableArray<PostedEntry> Posted(ImmutableArray<StoredEntry> stored) => [.. stored.Select(entry => entry.Posted)];

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand(); // within the connection's transaction, when it has one
#pragma warning disable CA2100 // Constants of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = value ?? DBNull.Value });
        return command;
    }
}
