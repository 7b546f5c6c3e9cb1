using Granary.Fixtures;
using Granary.Journal.Postgres;
using Granary.Journal.Sqlite;
using Granary.Ledger;
using Npgsql;

namespace Granary.Journal.Tests;

/// <summary>A connection that breaks around the commit, and a server that goes away and comes back.</summary>
[Collection("postgres")]
public sealed class BrokenWireOnPostgres(PostgresServer server)
{
    [PostgresFact]
    public async Task A_wire_cut_before_the_commit_leaves_the_outcome_unknown_and_nothing_written()
    {
        using var proxy = new CuttingProxy(server.Port);
        await using var journal = await OpenAsync(proxy);
        await journal.AppendAsync([Given.Opened(Given.User(1))]);
        var payment = Given.Sent(Given.User(1), 2, Given.User(2), 5);

        proxy.CutNextRequest();
        var result = await journal.AppendAsync([payment]);

        Assert.IsType<AppendResult.Unknown>(result);
        Assert.Empty(await journal.FindAsync([payment.CommandId]));
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([payment]));
    }

    [PostgresFact]
    public async Task A_wire_cut_after_the_commit_leaves_the_outcome_unknown_and_everything_written()
    {
        using var proxy = new CuttingProxy(server.Port);
        await using var journal = await OpenAsync(proxy);
        await journal.AppendAsync([Given.Opened(Given.User(1))]);
        var payment = Given.Sent(Given.User(1), 2, Given.User(2), 5);

        proxy.CutNextAnswer();
        var result = await journal.AppendAsync([payment]);

        Assert.IsType<AppendResult.Unknown>(result);
        Assert.Equal(2, Assert.Single(await journal.FindAsync([payment.CommandId])).Entry.Sequence);
        Assert.IsType<AppendResult.Duplicate>(await journal.AppendAsync([payment]));
    }

    [PostgresFact]
    public async Task A_wire_that_is_down_refuses_with_nothing_written_and_heals()
    {
        using var proxy = new CuttingProxy(server.Port);
        await using var journal = await OpenAsync(proxy);

        proxy.Refuse();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.LoadAsync(Given.User(1)).AsTask());
        NpgsqlConnection.ClearAllPools();
        var refused = await Record.ExceptionAsync(() => journal.AppendAsync([Given.Opened(Given.User(1))]).AsTask());
        proxy.LetThrough();

        Assert.True(refused is null or JournalUnavailableException);
        Assert.Equal(OwnerStatus.Unknown, await journal.StatusOfAsync(Given.User(1)));
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([Given.Opened(Given.User(1))]));
    }

    [PostgresFact]
    public async Task A_database_that_is_read_only_refuses_with_nothing_written_and_heals()
    {
        var database = server.CreateDatabase();
        await using (var journal = await OpenAsync(database)) await journal.AppendAsync([Given.Opened(Given.User(1))]);
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await ExecuteAsync(database, $"alter database {name} set default_transaction_read_only = on");

        await using var readOnly = new PostgresJournalStore(new PostgresOptions(database));
        // Reading, as an auditor on a standby does, needs no right to write.
        await readOnly.OpenAsync(default);
        Assert.Equal([OwnerStatus.Open], await readOnly.StatusOfAsync([Given.User(1)], default));
        await Assert.ThrowsAsync<JournalUnavailableException>(
            () => readOnly.WriteAsync(0, [PendingAppend.Of([Given.Frozen(Given.User(1), 2)])], default).AsTask());

        await ExecuteAsync(database + ";Options=-c default_transaction_read_only=off", $"alter database {name} reset default_transaction_read_only");
        await using var healed = await OpenAsync(database);
        Assert.IsType<AppendResult.Appended>(await healed.AppendAsync([Given.Frozen(Given.User(1), 2)]));
    }

    [PostgresFact]
    public async Task Everything_that_was_acknowledged_is_there_after_the_server_was_killed_and_the_journal_goes_on()
    {
        // A server of its own: killing the shared one would make every other test's database recover.
        using var mortal = new PostgresServer();
        var database = mortal.CreateDatabase();
        await using var journal = await OpenAsync(database);
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var unsettled = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        using var enough = new SemaphoreSlim(0);
        var writers = Enumerable.Range(1, 32).Select(n => Task.Run(async () =>
        {
            for (var sequence = 1; ; sequence++)
            {
                var entry = Given.Frozen(Given.User(n), sequence);
                try
                {
                    if (await journal.AppendAsync([entry]) is not AppendResult.Appended)
                    {
                        unsettled.Add(entry.CommandId);
                        return;
                    }
                    acknowledged.Add(entry.CommandId);
                    enough.Release();
                }
                catch (JournalUnavailableException)
                {
                    return;
                }
            }
        })).ToArray();
        for (var i = 0; i < 2_000; i++) await enough.WaitAsync();

        mortal.Kill9();
        await Task.WhenAll(writers);
        mortal.Start();

        var found = await journal.FindAsync([.. acknowledged]);
        Assert.Equal(acknowledged.Order(), found.Select(posted => posted.Entry.CommandId).Order());
        Assert.True((await journal.FindAsync([.. unsettled])).Length <= unsettled.Count);
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([Given.Opened(Given.User(1_000))]));
        await using var store = new PostgresJournalStore(new PostgresOptions(database));
        await store.OpenAsync(default);
        await foreach (var finding in new Audit.JournalAudit(store, Audit.StateFolds.Of).FindingsAsync()) Assert.Fail(finding.ToString());
    }

    private async Task<GroupCommitJournal> OpenAsync(CuttingProxy proxy) =>
        await OpenAsync(new NpgsqlConnectionStringBuilder(server.CreateDatabase()) { Port = proxy.Port, Timeout = 5 }.ToString());

    private static async Task<GroupCommitJournal> OpenAsync(string database) => await GroupCommitJournal.OpenAsync(
        new PostgresJournalStore(new PostgresOptions(database)), new JournalOptions(), TimeProvider.System);

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A disk that fails around the commit.</summary>
public sealed class BrokenDiskOnSqlite : IDisposable
{
    private readonly SqliteHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("before", false)]
    [InlineData("after", true)]
    public async Task A_disk_that_fails_around_the_commit_leaves_the_outcome_unknown(string at, bool isWritten)
    {
        var store = (SqliteJournalStore)home.NewStore();
        await using var journal = await GroupCommitJournal.OpenAsync(store, new JournalOptions(), TimeProvider.System);
        await journal.AppendAsync([Given.Opened(Given.User(1))]);
        var payment = Given.Sent(Given.User(1), 2, Given.User(2), 5);

        store.AroundCommit = moment =>
        {
            if (moment != at) return;
            store.AroundCommit = null;
            throw new IOException("the disk is gone");
        };
        var result = await journal.AppendAsync([payment]);

        Assert.IsType<AppendResult.Unknown>(result);
        Assert.Equal(isWritten ? 1 : 0, (await journal.FindAsync([payment.CommandId])).Length);
        var again = await journal.AppendAsync([payment]);
        if (isWritten) Assert.IsType<AppendResult.Duplicate>(again);
        else Assert.IsType<AppendResult.Appended>(again);
    }

    [Fact]
    public async Task A_log_torn_anywhere_keeps_a_consistent_beginning_of_what_was_committed()
    {
        var positions = new List<long>();
        await using var store = home.NewStore();
        await using var journal = await GroupCommitJournal.OpenAsync(store, new JournalOptions(), TimeProvider.System);
        await home.NumberAsync("pragma wal_checkpoint(truncate)");
        for (var n = 1; n <= 40; n++) await journal.AppendAsync([Given.Paid(Given.User(n), 1, Given.Merchant(1), n, $"order-{n}")]);
        var log = await ReadSharedAsync(home.File + "-wal");

        for (var cut = 0; cut < log.Length; cut += 1 + (log.Length / 50))
        {
            using var torn = new SqliteHome();
            await File.WriteAllBytesAsync(torn.File, await ReadSharedAsync(home.File));
            await File.WriteAllBytesAsync(torn.File + "-wal", log[..cut]);
            await using var survivor = torn.NewStore();
            await survivor.OpenAsync(default);
            await foreach (var finding in new Audit.JournalAudit(survivor, Audit.StateFolds.Of).FindingsAsync())
            {
                // Nobody here was given money before paying it.
                if (finding.Rule is not (Audit.AuditRule.NoNegativeBalance or Audit.AuditRule.LiabilitiesAreCovered)) Assert.Fail($"cut at {cut}: {finding}");
            }
            positions.Add((await survivor.HeadPositionsAsync(default))[0]);
        }

        Assert.Equal(positions.Order(), positions);
        Assert.Equal(0, positions[0]);
        Assert.True(positions[^1] > 30);
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}
