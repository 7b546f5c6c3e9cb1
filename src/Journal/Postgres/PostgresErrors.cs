using System.Collections.Frozen;
using System.Net.Sockets;
using Npgsql;

namespace Granary.Journal.Postgres;

/// <summary>What an error of the database proves. The only list of them.</summary>
internal static class PostgresErrors
{
    // Another partition or process won a race; the same batch judged again comes to a settled answer.
    private static readonly FrozenSet<string> Races = FrozenSet.Create(StringComparer.Ordinal,
        PostgresErrorCodes.UniqueViolation, PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.SerializationFailure);

    // The server cannot do it now and may be able to later.
    private static readonly FrozenSet<string> Refusals = FrozenSet.Create(StringComparer.Ordinal,
        PostgresErrorCodes.DiskFull, PostgresErrorCodes.OutOfMemory, PostgresErrorCodes.TooManyConnections,
        PostgresErrorCodes.ConfigurationLimitExceeded, PostgresErrorCodes.InsufficientResources, PostgresErrorCodes.ReadOnlySqlTransaction,
        PostgresErrorCodes.LockNotAvailable, PostgresErrorCodes.QueryCanceled, PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown, PostgresErrorCodes.CannotConnectNow, PostgresErrorCodes.IoError,
        PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.SerializationFailure);

    /// <summary>The same statement may simply be sent again.</summary>
    internal static bool IsRace(Exception error) => error is PostgresException refused && Races.Contains(refused.SqlState);

    /// <summary>
    /// True when the server answered the statement with an error: its transaction is rolled back, so nothing of it is durable. A FATAL
    /// one proves nothing, because it can be sent between the commit and its answer.
    /// </summary>
    internal static bool ProvesNothingWritten(Exception error) => error is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>True when the connection is at fault and a fresh one may do; not when time ran out.</summary>
    internal static bool IsBrokenConnection(Exception error) =>
        error is not TimeoutException && error.InnerException is not TimeoutException && !ProvesNothingWritten(error);

    /// <summary>What the error says about all writes there may be.</summary>
    internal static WriteRefusal RefusalOf(Exception error) => error is not PostgresException refused ? WriteRefusal.None : refused.SqlState switch
    {
        PostgresErrorCodes.ReadOnlySqlTransaction => WriteRefusal.ReadOnly,
        PostgresErrorCodes.DiskFull => WriteRefusal.Full,
        _ => WriteRefusal.None,
    };

    /// <summary>The server says that it starts: after a crash it first replays its log, which may take minutes.</summary>
    internal static bool SaysItStarts(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow };

    /// <summary>The machine's trouble and not a bug of ours: worth trying again later.</summary>
    internal static bool IsTrouble(Exception error) => error switch
    {
        // FATAL and PANIC end a session and say nothing of a statement of ours: a password that was changed, a session that idled for too long.
        PostgresException { InvariantSeverity: not "ERROR" } => true,
        PostgresException refused => Refusals.Contains(refused.SqlState) || refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException or TimeoutException or SocketException or IOException => true,
        _ => false,
    };
}
