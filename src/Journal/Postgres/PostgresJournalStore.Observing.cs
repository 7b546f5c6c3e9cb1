using System.Collections.Immutable;
using Npgsql;

namespace Granary.Journal.Postgres;

// What observers of the feed keep, and who leads the feed.
public sealed partial class PostgresJournalStore
{
    // From 0 also when there is no row yet.
    private const string MoveCursorSql =
        """
        insert into feed_cursor (reader, partition, position) select $1, $2, $4 where $3 = 0 or exists (
            select from feed_cursor where reader = $1 and partition = $2 and position = $3)
        on conflict (reader, partition) do update set position = excluded.position where feed_cursor.position = $3
        """;

    private const string SaveObservationsSql =
        """
        insert into observation (observer, subject, day, partition, state)
        select $1, u.subject, u.day, $2, u.state from unnest($3::text[], $4::integer[], $5::bytea[]) as u (subject, day, state)
        on conflict (observer, subject, day, partition) do update set state = excluded.state
        """;

    private const string ReadObservationsSql =
        """
        select o.subject, o.day, o.state from unnest($3::text[], $4::integer[]) as u (subject, day)
        join observation o on o.observer = $1 and o.subject = u.subject and o.day = u.day and o.partition = $2
        """;

    private const string ReadSubjectSql =
        """
        select subject, day, state from observation where observer = $1 and subject = $2 and day between $3 and $4
        order by day, partition
        """;

    public ValueTask<IFeedLease?> TryLeadFeedAsync(int partition, CancellationToken cancellation) =>
        PostgresFeedLease.TryTakeAsync(watchers, leases, partition, cancellation);

    public ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation) =>
        ReadAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using var move = new NpgsqlCommand(MoveCursorSql, connection)
            {
                Parameters = { Text(observer), Partition(partition), Number(from), Number(to) },
            };
            // The cursor's row stays locked until the commit: of two observers at one position, one moves on and the other is told.
            if (await move.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 0) return false;
            await using var save = new NpgsqlCommand(SaveObservationsSql, connection)
            {
                Parameters =
                {
                    Text(observer), Partition(partition),
                    new NpgsqlParameter<string[]> { TypedValue = [.. changed.Select(row => row.Subject)] },
                    new NpgsqlParameter<int[]> { TypedValue = [.. changed.Select(row => row.Day)] },
                    new NpgsqlParameter<byte[][]> { TypedValue = [.. changed.Select(row => row.State.ToArray())] },
                },
            };
            await save.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return true;
        }, cancellation);

    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation) =>
        ObservationsAsync(
            ReadObservationsSql, cancellation, Text(observer), Partition(partition),
            new NpgsqlParameter<string[]> { TypedValue = [.. asked.Select(key => key.Subject)] },
            new NpgsqlParameter<int[]> { TypedValue = [.. asked.Select(key => key.Day)] });

    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation) =>
        ObservationsAsync(
            ReadSubjectSql, cancellation, Text(observer), Text(subject),
            new NpgsqlParameter<int> { TypedValue = firstDay }, new NpgsqlParameter<int> { TypedValue = lastDay });

    private ValueTask<ImmutableArray<Observation>> ObservationsAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        ReadAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(sql, [.. parameters.Select(p => p.Clone())]) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var rows = ImmutableArray.CreateBuilder<Observation>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                rows.Add(new Observation(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
            }
            return rows.DrainToImmutable();
        }, cancellation);

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<short> Partition(int value) => new() { TypedValue = (short)value };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };
}
