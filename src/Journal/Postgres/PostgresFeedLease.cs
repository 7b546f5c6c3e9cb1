using Npgsql;

namespace Granary.Journal.Postgres;

/// <summary>A lease that is a session's advisory lock: the server gives it back when the session ends, whatever became of the process.</summary>
internal sealed class PostgresFeedLease(NpgsqlConnection session, int partition) : IFeedLease
{
    // "feed" in ASCII; the partition is the second half of the lock's key.
    private const int LockClass = 0x66656564;

    private static readonly string TakeSql = $"select pg_try_advisory_lock({LockClass}, $1)";

    private static readonly string GiveBackSql = $"select pg_advisory_unlock({LockClass}, $1)";

    // A frozen process keeps its session and so its lock, for its kernel goes on answering. One that has not asked anything for long is told to
    // go; should it only have been slow, it finds its lease lost and somebody else leading.
    private static readonly string EndFrozenSql =
        $"""
        select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.classid = {LockClass} and l.objid = $1 and l.objsubid = 2 and l.granted
          and l.database = (select oid from pg_database where datname = current_database())
          and a.state_change < clock_timestamp() - make_interval(secs => {IFeedLease.FrozenAfter.TotalSeconds})
        """;

    // Over connections that are there already: hosts that stand by look each second, and a session of their own is dear.
    private static readonly string IsLedSql =
        $"""
        select exists (
            select from pg_locks l join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and l.classid = {LockClass} and l.objid = $1 and l.objsubid = 2 and l.granted
              and l.database = (select oid from pg_database where datname = current_database())
              and a.state_change >= clock_timestamp() - make_interval(secs => {IFeedLease.FrozenAfter.TotalSeconds}))
        """;

    /// <param name="looks">Where to look whether somebody leads.</param>
    /// <param name="sessions">Where a leader's session comes from.</param>
    internal static async ValueTask<IFeedLease?> TryTakeAsync(
        NpgsqlDataSource looks, NpgsqlDataSource sessions, int partition, CancellationToken cancellation)
    {
        try
        {
            await using (var look = await looks.OpenConnectionAsync(cancellation).ConfigureAwait(false))
            {
                if (await IsTrueAsync(look, IsLedSql, partition, cancellation).ConfigureAwait(false)) return null;
            }
            var session = await sessions.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            var isTaken = false;
            try
            {
                isTaken = await IsTrueAsync(session, TakeSql, partition, cancellation).ConfigureAwait(false);
                // Taken at the next try, when the session is gone.
                if (!isTaken) await IsTrueAsync(session, EndFrozenSql, partition, cancellation).ConfigureAwait(false);
            }
            finally
            {
                if (!isTaken) await session.DisposeAsync().ConfigureAwait(false);
            }
            return isTaken ? new PostgresFeedLease(session, partition) : null;
        }
        catch (Exception trouble) when (PostgresErrors.IsTrouble(trouble))
        {
            throw new JournalUnavailableException(trouble.Message, trouble);
        }
    }

    public async ValueTask<bool> RenewAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand("select true", session);
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true;
        }
        catch (Exception trouble) when (PostgresErrors.IsTrouble(trouble))
        {
            return false;
        }
    }

    // Sessions of this source are not pooled: closing one ends it on the server, and the lock with it, but only some time after it is closed here.
    public async ValueTask DisposeAsync()
    {
        try
        {
            await IsTrueAsync(session, GiveBackSql, partition, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception gone) when (PostgresErrors.IsTrouble(gone) || gone is InvalidOperationException)
        {
            // Then the session is broken, or busy with a renewal that does not come back; its end gives the lock back.
        }
        await session.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection session, string sql, int partition, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = new NpgsqlCommand(sql, session);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is true;
    }
}
