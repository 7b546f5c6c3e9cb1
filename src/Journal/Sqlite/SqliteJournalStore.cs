using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

/// <summary>
/// The journal in one file, for a machine that has no PostgreSQL. One connection writes; others read beside it, which the write-ahead log allows.
/// </summary>
public sealed partial class SqliteJournalStore : IJournalStore
{
    private readonly SqliteOptions options;
    private readonly string connectionString;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly OpenCalls calls = new();
    private SqliteConnection? writer;

    public SqliteJournalStore(SqliteOptions options)
    {
        this.options = options;
        var busySeconds = Math.Max(1, options.BusyMs / 1000);
        connectionString = new SqliteConnectionStringBuilder { DataSource = options.Path, DefaultTimeout = busySeconds }.ToString();
    }

    public int PartitionCount { get; private set; }

    /// <summary>For tests: called with "before" and "after" around each commit; what it throws is as if the machine had failed there.</summary>
    internal Action<string>? AroundCommit { get; set; }

    public async ValueTask OpenAsync(CancellationToken cancellation) => PartitionCount = await OnThreadPool(() =>
    {
        writer = Connected();
        return SqliteSchema.Upgrade(writer, options.PartitionCountAtCreation);
    }).ConfigureAwait(false);

    public async ValueTask<AppendResult[]> WriteAsync(int partition, IReadOnlyList<PendingAppend> appends, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => calls.During(() => Write(partition, appends)), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!await calls.CloseAsync().ConfigureAwait(false)) return;
        // The semaphore stays: who waits for it must still be told that there is nothing any more to write to.
        writer?.Dispose();
        using var pooled = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(pooled);
    }

    private AppendResult[] Write(int partition, IReadOnlyList<PendingAppend> appends)
    {
        var isCommitting = false;
        try
        {
            writer ??= Connected();
            using var transaction = writer.BeginTransaction(deferred: false);
            var results = new SqliteBatch(writer, transaction, partition).Append(appends);
            isCommitting = true;
            AroundCommit?.Invoke("before");
            transaction.Commit();
            AroundCommit?.Invoke("after");
            return results;
        }
        catch (Exception trouble) when (SqliteErrors.IsTrouble(trouble))
        {
            // A writer that failed may hold a half-done transaction; the next batch begins with a new one.
            writer?.Dispose();
            writer = null;
            if (isCommitting) return [.. appends.Select(_ => new AppendResult.Unknown(trouble.Message))];
            throw new JournalUnavailableException($"SQLite refuses the batch: {trouble.Message}", trouble, SqliteErrors.RefusalOf(trouble));
        }
    }

    private SqliteConnection Connected()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteSchema.Execute(connection, null, $"pragma busy_timeout = {options.BusyMs}");
        SqliteSchema.Execute(connection, null, "pragma journal_mode = wal");
        SqliteSchema.Execute(connection, null, "pragma synchronous = full");
        return connection;
    }

    private ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read) => OnThreadPool(() =>
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        return read(connection);
    });

    // Snapshots and cursors may be lost, so they do not wait for the disk; and they take turns with the journal's writer here, because
    // SQLite lets a second writer of the file only poll.
    private async ValueTask SaveAsync(Action<SqliteConnection> save, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await ReadAsync(connection =>
            {
                SqliteSchema.Execute(connection, null, "pragma synchronous = normal");
                save(connection);
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    // The driver's calls block; a grain's thread must not.
    private async ValueTask<T> OnThreadPool<T>(Func<T> work)
    {
        try
        {
            return await Task.Run(() => calls.During(work)).ConfigureAwait(false);
        }
        catch (Exception trouble) when (SqliteErrors.IsTrouble(trouble))
        {
            throw new JournalUnavailableException(trouble.Message, trouble, SqliteErrors.RefusalOf(trouble));
        }
    }
}
