using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

// What observers of the feed keep, and who leads the feed.
public sealed partial class SqliteJournalStore
{
    private const string MoveCursorSql =
        """
        insert into feed_cursor (reader, partition, position) select $reader, $partition, $to where $from = 0 or exists (
            select 1 from feed_cursor where reader = $reader and partition = $partition and position = $from)
        on conflict (reader, partition) do update set position = excluded.position where feed_cursor.position = $from
        """;

    private const string SaveObservationSql =
        """
        insert into observation (observer, subject, day, partition, state) values ($observer, $subject, $day, $partition, $state)
        on conflict (observer, subject, day, partition) do update set state = excluded.state
        """;

    private const string ReadObservationSql =
        "select subject, day, state from observation where observer = $observer and subject = $subject and day = $day and partition = $partition";

    private const string ReadSubjectSql =
        """
        select subject, day, state from observation where observer = $observer and subject = $subject and day between $first and $last
        order by day, partition
        """;

    private const string DeleteObservationsSql = "delete from observation where observer = $observer and partition = $partition";

    private const string DeleteCursorSql = "delete from feed_cursor where reader = $observer and partition = $partition";

    public ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation) =>
        new(calls.During(() => FileFeedLease.TryTake($"{options.Path}.feed-{partition}")));

    public async ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation)
    {
        var isSaved = false;
        await SaveAsync(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            using var move = Command(connection, MoveCursorSql, ("$reader", observer), ("$partition", partition), ("$from", from), ("$to", to));
            if (move.ExecuteNonQuery() == 0) return;
            foreach (var row in changed)
            {
                using var save = Command(connection, SaveObservationSql,
                    ("$observer", observer), ("$subject", row.Subject), ("$day", row.Day), ("$partition", partition), ("$state", row.State.ToArray()));
                save.ExecuteNonQuery();
            }
            transaction.Commit();
            isSaved = true;
        }, cancellation).ConfigureAwait(false);
        return isSaved;
    }

    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation) => ReadAsync(connection =>
    {
        var rows = ImmutableArray.CreateBuilder<Observation>();
        foreach (var (subject, day) in asked)
        {
            using var command = Command(
                connection, ReadObservationSql, ("$observer", observer), ("$subject", subject), ("$day", day), ("$partition", partition));
            Read(command, rows);
        }
        return rows.DrainToImmutable();
    });

    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation) => ReadAsync(connection =>
    {
        var rows = ImmutableArray.CreateBuilder<Observation>();
        using var command = Command(
            connection, ReadSubjectSql, ("$observer", observer), ("$subject", subject), ("$first", firstDay), ("$last", lastDay));
        Read(command, rows);
        return rows.DrainToImmutable();
    });

    public ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation) => SaveAsync(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var sql in (ReadOnlySpan<string>)[DeleteObservationsSql, DeleteCursorSql])
        {
            using var delete = Command(connection, sql, ("$observer", observer), ("$partition", partition));
            delete.ExecuteNonQuery();
        }
        transaction.Commit();
    }, cancellation);

    private static void Read(SqliteCommand command, ImmutableArray<Observation>.Builder rows)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(new Observation(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
    }
}
