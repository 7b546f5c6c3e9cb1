using Npgsql;

namespace Granary.Journal.Postgres;

// An observer that is no more.
public sealed partial class PostgresJournalStore
{
    // The cursor first, as a save does: a save and this never wait for each other crosswise, and a save that comes after it finds no cursor.
    private const string DeleteCursorSql = "delete from feed_cursor where reader = $1 and partition = $2";

    private const string DeleteObservationsSql = "delete from observation where observer = $1 and partition = $2";

    public async ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation) =>
        await ReadAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            foreach (var sql in (string[])[DeleteCursorSql, DeleteObservationsSql])
            {
                await using var delete = new NpgsqlCommand(sql, connection) { Parameters = { Text(observer), Partition(partition) } };
                await delete.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return true;
        }, cancellation).ConfigureAwait(false);
}
