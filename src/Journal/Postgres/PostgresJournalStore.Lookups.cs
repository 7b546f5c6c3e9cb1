using System.Collections.Immutable;
using Granary.Journal.Rows;
using Granary.Ledger;
using Npgsql;

namespace Granary.Journal.Postgres;

// Everything that looks single rows up by an index.
public sealed partial class PostgresJournalStore
{
    private const string HeadsSql = "select position from journal_head order by partition";

    private const string FindSql =
        $"select {JournalLine.Columns} from journal_line l where l.command_id = any($1) order by l.partition, l.position, l.line";

    private const string AboutSql =
        $"""
        with e as (
            select partition, position, at_ms, 0 as rank from journal_line where command_id = $1 and line = 0
            union all
            select partition, position, at_ms, 1 from journal_line where subject = $1 and subject is not null)
        select {JournalLine.Columns} from e join journal_line l on l.partition = e.partition and l.position = e.position
        order by e.rank, e.at_ms, l.partition, l.position, l.line
        """;

    private const string ReferringToSql =
        $"""
        with e as (
            select partition, position, at_ms from journal_line where reference = $1 and reference is not null and ($2 is null or owner = $2)
            order by at_ms, partition, position limit $3)
        select {JournalLine.Columns} from e join journal_line l on l.partition = e.partition and l.position = e.position
        order by e.at_ms, l.partition, l.position, l.line
        """;

    private const string StatusSql =
        """
        select (select l.kind from journal_line l where l.owner = o.owner and l.kind in (1, 2, 3, 4) order by l.sequence desc limit 1)
        from unnest($1) with ordinality as o (owner, n) order by o.n
        """;

    private const string FeedSql =
        $"""
        select {JournalLine.Columns} from journal_line l
        where l.partition = $1 and l.position > $2 and l.position <= $3 order by l.position, l.line
        """;

    private const string SaveCursorSql =
        """
        insert into feed_cursor (reader, partition, position) values ($1, $2, $3)
        on conflict (reader, partition) do update set position = excluded.position where feed_cursor.position < excluded.position
        """;

    public async ValueTask<ImmutableArray<StoredEntry>> FindAsync(ImmutableArray<Guid> commandIds, CancellationToken cancellation)
    {
        var found = await EntriesAsync(FindSql, cancellation, new NpgsqlParameter<Guid[]> { TypedValue = [.. commandIds] }).ConfigureAwait(false);
        // Somebody is about to be told that it is done.
        if (!found.IsEmpty) await StandbyBarrier.PassAsync(writers, cancellation).ConfigureAwait(false);
        return found;
    }

    public async ValueTask<ImmutableArray<PostedEntry>> AboutAsync(Guid subject, CancellationToken cancellation)
    {
        var entries = await EntriesAsync(AboutSql, cancellation, new NpgsqlParameter<Guid> { TypedValue = subject }).ConfigureAwait(false);
        return [.. entries.Select(entry => entry.Posted)];
    }

    public async ValueTask<ImmutableArray<PostedEntry>> ReferringToAsync(
        string reference, OwnerId? owner, int countMax, CancellationToken cancellation)
    {
        var entries = await EntriesAsync(
            ReferringToSql, cancellation, new NpgsqlParameter<string> { TypedValue = reference },
            new NpgsqlParameter<long?> { TypedValue = owner?.Packed }, new NpgsqlParameter<int> { TypedValue = countMax }).ConfigureAwait(false);
        return [.. entries.Select(entry => entry.Posted)];
    }

    public ValueTask<OwnerStatus[]> StatusOfAsync(IReadOnlyList<OwnerId> owners, CancellationToken cancellation) => ReadAsync(async connection =>
    {
        await using var command = new NpgsqlCommand(StatusSql, connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. owners.Select(owner => owner.Packed)] });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var statuses = new OwnerStatus[owners.Count];
        for (var i = 0; await reader.ReadAsync(cancellation).ConfigureAwait(false); i++)
        {
            statuses[i] = StatusRow.Of(reader.IsDBNull(0) ? null : (EntryKind)reader.GetInt16(0));
        }
        return statuses;
    }, cancellation);

    // The head first: each statement has its own snapshot, so whatever the head says is visible to the second one.
    public ValueTask<ImmutableArray<PostedEntry>> ReadFeedAsync(int partition, long after, int countMax, CancellationToken cancellation) =>
        ReadAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(HeadCommand(partition));
            batch.BatchCommands.Add(Command(
                FeedSql, new NpgsqlParameter<short> { TypedValue = (short)partition }, new NpgsqlParameter<long> { TypedValue = after },
                new NpgsqlParameter<long> { TypedValue = after + countMax }));
            await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await reader.ReadAsync(cancellation).ConfigureAwait(false);
            var head = reader.GetInt64(0);
            await reader.NextResultAsync(cancellation).ConfigureAwait(false);
            var stored = await PostgresReading.EntriesAsync(reader, cancellation).ConfigureAwait(false);
            return FeedSlice.Of(stored, partition, after, head);
        }, cancellation);

    public ValueTask<ImmutableArray<long>> HeadPositionsAsync(CancellationToken cancellation) => ReadAsync(async connection =>
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(HeadsSql) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await HeadsAsync(reader, cancellation).ConfigureAwait(false);
    }, cancellation);

    public ValueTask<long> ReadCursorAsync(string reader, int partition, CancellationToken cancellation) => ReadAsync(watchers, async connection =>
    {
        await using var command = new NpgsqlCommand("select position from feed_cursor where reader = $1 and partition = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reader });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
        return (long?)await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) ?? 0;
    }, cancellation);

    public async ValueTask SaveCursorAsync(string reader, int partition, long position, CancellationToken cancellation) =>
        await ReadAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(SaveCursorSql, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reader });
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);

    private ValueTask<ImmutableArray<StoredEntry>> EntriesAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        EntriesAsync(readers, sql, cancellation, parameters);

    private static ValueTask<ImmutableArray<StoredEntry>> EntriesAsync(
        NpgsqlDataSource source, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        ReadAsync(source, async connection =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(sql, [.. parameters.Select(p => p.Clone())]) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            return await PostgresReading.EntriesAsync(reader, cancellation).ConfigureAwait(false);
        }, cancellation);

    private async Task<ImmutableArray<long>> HeadsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var heads = ImmutableArray.CreateBuilder<long>(PartitionCount);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) heads.Add(reader.GetInt64(0));
        return heads.ToImmutable();
    }

    private static NpgsqlBatchCommand HeadCommand(int partition) => Command(
        "select position from journal_head where partition = $1", new NpgsqlParameter<short> { TypedValue = (short)partition });

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation) =>
        ReadAsync(readers, read, cancellation);

    // A restart of the server leaves broken connections in the pool; a read may simply be done again on a fresh one.
    private static async ValueTask<T> ReadAsync<T>(NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                return await read(connection).ConfigureAwait(false);
            }
            catch (Exception trouble) when (PostgresErrors.IsTrouble(trouble))
            {
                if (isRetry || !PostgresErrors.IsBrokenConnection(trouble)) throw new JournalUnavailableException(trouble.Message, trouble, PostgresErrors.RefusalOf(trouble));
            }
        }
    }
}
