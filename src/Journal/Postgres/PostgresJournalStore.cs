using Granary.Ledger;
using Npgsql;

namespace Granary.Journal.Postgres;

/// <summary>The journal in PostgreSQL, for any number of processes at once.</summary>
public sealed partial class PostgresJournalStore : IJournalStore
{
    private const string AppendSql =
        "select journal_append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22)";

    private const long Duplicate = -1;
    private const long Fenced = -2;

    private readonly PostgresOptions options;

    // Apart, so that no read ever waits for a writer's connection nor an append for a reader's; and neither what decisions need nor the looks that
    // tell whether this host lives wait for what somebody merely wants to know.
    private readonly NpgsqlDataSource writers, readers, reporters, watchers, scanners, leases;

    public PostgresJournalStore(PostgresOptions options)
    {
        this.options = options;
        // A disabled plan node costs 10^10 on paper, and PostgreSQL compiles what looks expensive: on a large journal that took a fifth of its time.
        // A server that acknowledges before it has written is no journal, so whatever its own setting is, it is on here; an operator who means
        // something else (remote_apply, or to show what off does) says so in the connection string.
        writers = Source("granary writer", connectionsMax: options.PartitionCountAtCreation + 4, "-c jit=off", unlessGiven: "-c synchronous_commit=on");
        // Readers only ever look rows up. Their plans are kept, and one made while the table was empty must not be a scan of it for ever.
        const string lookUps = "-c jit=off -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";
        readers = Source("granary reader", options.ReaderConnectionsMax, lookUps);
        reporters = Source("granary reporter", connectionsMax: 4, lookUps);
        watchers = Source("granary watcher", connectionsMax: 2, lookUps);
        scanners = Source("granary scanner", connectionsMax: 4, session: "-c statement_timeout=0");
        leases = Source("granary feed", connectionsMax: 1, session: "", isPooled: false);
    }

    public int PartitionCount { get; private set; }

    public async ValueTask OpenAsync(CancellationToken cancellation)
    {
        try
        {
            PartitionCount = await PostgresSchema.UpgradeAsync(scanners, options.PartitionCountAtCreation, cancellation).ConfigureAwait(false);
        }
        catch (Exception trouble) when (PostgresErrors.IsTrouble(trouble))
        {
            throw new JournalUnavailableException($"the journal cannot be opened: {trouble.Message}", trouble) { IsStarting = PostgresErrors.SaysItStarts(trouble) };
        }
    }

    public async ValueTask<AppendResult[]> WriteAsync(int partition, IReadOnlyList<PendingAppend> appends, CancellationToken cancellation)
    {
        var arrays = new BatchArrays(appends);
        for (var attempt = 0; ; attempt++)
        {
            var connection = await ConnectedAsync(cancellation).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            try
            {
                var answers = await AppendAsync(connection, partition, arrays).ConfigureAwait(false);
                return await SettledAsync(partition, appends, answers, cancellation).ConfigureAwait(false);
            }
            catch (PostgresException race) when (PostgresErrors.IsRace(race) && attempt < options.RaceRetriesMax)
            {
                // Judged again it finds what the other one committed.
            }
            catch (PostgresException refused) when (PostgresErrors.ProvesNothingWritten(refused))
            {
                if (!PostgresErrors.IsTrouble(refused)) throw;
                throw new JournalUnavailableException($"PostgreSQL refuses the batch: {refused.MessageText}", refused, PostgresErrors.RefusalOf(refused));
            }
            catch (Exception broken) when (PostgresErrors.IsTrouble(broken))
            {
                return [.. appends.Select(_ => new AppendResult.Unknown(broken.Message))];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await writers.DisposeAsync().ConfigureAwait(false);
        await readers.DisposeAsync().ConfigureAwait(false);
        await reporters.DisposeAsync().ConfigureAwait(false);
        await watchers.DisposeAsync().ConfigureAwait(false);
        await scanners.DisposeAsync().ConfigureAwait(false);
        await leases.DisposeAsync().ConfigureAwait(false);
    }

    private NpgsqlDataSource Source(string name, int connectionsMax, string session, bool isPooled = true, string unlessGiven = "")
    {
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = name,
            MaxPoolSize = connectionsMax,
            Pooling = isPooled,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            // Ours come last and win; what the operator set beside them stays.
            Options = $"{unlessGiven} {given.Options} {session}".Trim(),
            CommandTimeout = Math.Max(1, options.CommandTimeoutMs / 1000),
            Timeout = Math.Max(1, options.CommandTimeoutMs / 1000),
            Enlist = false,
            // A session keeps nothing that the next one could trip over, and forgetting it would be seven statements before each of ours.
            NoResetOnClose = true,
        });
    }

    private async ValueTask<NpgsqlConnection> ConnectedAsync(CancellationToken cancellation)
    {
        try
        {
            return await writers.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception trouble) when (PostgresErrors.IsTrouble(trouble))
        {
            throw new JournalUnavailableException($"PostgreSQL cannot be reached: {trouble.Message}", trouble);
        }
    }

    private static async Task<long[]> AppendAsync(NpgsqlConnection connection, int partition, BatchArrays arrays)
    {
        using var barrier = new StandbyBarrier(connection);
        await using var command = new NpgsqlCommand(AppendSql, connection);
        arrays.AddTo(command.Parameters, partition);
        // Never cancelled: a cancelled commit is one whose outcome nobody knows.
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        var answers = await reader.GetFieldValueAsync<long[]>(0, CancellationToken.None).ConfigureAwait(false);
        // The row arrives before the commit; only the end of the answer says that the commit is through.
        while (await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false)) { }
        // Through here, but perhaps not on the standby: when the time was up the driver asked the server to stop waiting for it.
        barrier.Check();
        return answers;
    }

    private async ValueTask<AppendResult[]> SettledAsync(
        int partition, IReadOnlyList<PendingAppend> appends, long[] answers, CancellationToken cancellation)
    {
        var results = new AppendResult[appends.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = answers[i] switch
            {
                Duplicate => new AppendResult.Unknown("the entry with this command id could not be read"),
                Fenced => new AppendResult.Fenced(),
                var first => new AppendResult.Appended(Posting.Of(partition, first, appends[i])),
            };
        }
        if (answers.Contains(Duplicate)) await ExplainDuplicatesAsync(appends, answers, results, cancellation).ConfigureAwait(false);
        return results;
    }

    private async ValueTask ExplainDuplicatesAsync(
        IReadOnlyList<PendingAppend> appends, long[] answers, AppendResult[] results, CancellationToken cancellation)
    {
        try
        {
            var ids = appends.Where((_, i) => answers[i] == Duplicate).SelectMany(append => append.Entries).Select(entry => entry.CommandId);
            var existing = await FindAsync([.. ids], cancellation).ConfigureAwait(false);
            Posting.ExplainDuplicates(appends, results, existing, i => answers[i] == Duplicate);
        }
        catch (JournalUnavailableException)
        {
            // Their neighbours are written and must be told; these stay unknown and will be looked up.
        }
    }
}
