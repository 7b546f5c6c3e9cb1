using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Granary.Journal.Sqlite;

/// <summary>What an error of SQLite proves. The only list of them.</summary>
internal static class SqliteErrors
{
    /// <summary>What the error says about all writes there may be.</summary>
    internal static WriteRefusal RefusalOf(Exception error) => error is not SqliteException refused ? WriteRefusal.None : refused.SqliteErrorCode switch
    {
        raw.SQLITE_READONLY => WriteRefusal.ReadOnly,
        raw.SQLITE_FULL => WriteRefusal.Full,
        _ => WriteRefusal.None,
    };

    /// <summary>The machine's trouble and not a bug of ours: worth trying again later.</summary>
    internal static bool IsTrouble(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR
            or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL,
        IOException => true,
        _ => false,
    };
}
