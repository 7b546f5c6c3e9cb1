using Npgsql;

namespace Granary.Journal.Postgres;

/// <summary>
/// Whether a commit has reached the disks that it must reach. Where an acknowledgement waits for a standby, a commit whose wait was given up is visible
/// to everybody and yet only here, and the server says so with nothing but a warning.
/// </summary>
internal sealed class StandbyBarrier : IDisposable
{
    // A message in the WAL changes nothing, and its own commit waits for the standby as every other: once it is through, all before it are.
    private const string PassSql =
        "select case when current_setting('synchronous_standby_names') = '' then null else pg_logical_emit_message(true, 'granary', '')::text end";

    private readonly NpgsqlConnection connection;
    private string? warning;

    /// <summary>Listens to what the server says beside its answers, until disposed of.</summary>
    internal StandbyBarrier(NpgsqlConnection connection)
    {
        this.connection = connection;
        connection.Notice += Hear;
    }

    /// <summary>Waits until everything that is visible is as durable as the server is set to make it.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be said now.</exception>
    internal static async Task PassAsync(NpgsqlDataSource writers, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await writers.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            using var barrier = new StandbyBarrier(connection);
            await using var command = new NpgsqlCommand(PassSql, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            barrier.Check();
        }
        catch (Exception trouble) when (PostgresErrors.IsTrouble(trouble))
        {
            throw new JournalUnavailableException($"what is written may not have reached the standby: {trouble.Message}", trouble);
        }
    }

    /// <exception cref="NpgsqlException">The server warned: the commit is not what it was asked to be.</exception>
    internal void Check()
    {
        if (warning is not null) throw new NpgsqlException(warning);
    }

    public void Dispose() => connection.Notice -= Hear;

    private void Hear(object sender, NpgsqlNoticeEventArgs notice)
    {
        if (notice.Notice.InvariantSeverity == "WARNING") warning = notice.Notice.MessageText;
    }
}
