using System.Data.Common;
using System.Globalization;
using Granary.Fixtures;
using Granary.Ledger;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Granary.Journal.Tests;

/// <summary>
/// Journals as earlier versions left them, one file per version and store, opened by today's code. These files may only grow in number: what
/// was written once is read for ever. <c>docs/OPERATIONS.md</c> says when a version needs a file of its own.
/// </summary>
public abstract class GoldenJournals(StoreHome home, string storeName) : IDisposable
{
    private static readonly string Folder = Repository.PathOf("tests/Journal.Tests/Golden");

    public static TheoryData<int> Versions { get; } = [.. Directory.GetFiles(Folder, "*.balances.txt").Select(VersionOf).Order()];

    private static int Newest => ((IEnumerable<object[]>)Versions).Max(row => (int)row[0]);

    public void Dispose() => home.Dispose();

    protected abstract DbConnection NewConnection();

    protected async Task OpenedAsync(int version)
    {
        await home.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(Folder, $"{version}.{storeName}.sql")));
        await using var journal = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(), TimeProvider.System);
        await using var store = home.NewStore();
        await store.OpenAsync(default);

        await AssertCleanAsync(store);
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(Folder, $"{version}.balances.txt")), await BalancesAsync(journal, store));
        var snapshots = await AssertSnapshotsAreUsedAsync(journal, store);
        Assert.True(snapshots >= 4, "a golden journal has a snapshot of every kind of owner that had one then");

        // Life goes on where the old version stopped.
        var ada = await journal.LoadAsync(Given.User(1));
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([Given.Frozen(Given.User(1), ada.Seen.Sequence + 1)]));
        await AssertCleanAsync(store);
    }

    protected async Task AssertEveryKindIsThereAsync()
    {
        var kinds = new HashSet<EntryKind>();
        await foreach (var entry in EntriesOfAsync(Newest)) kinds.Add(entry.Event.Kind);
        var missing = Enum.GetValues<EntryKind>().Except(kinds).ToList();
        Assert.True(
            missing.Count == 0,
            $"no golden journal has {string.Join(", ", missing)}. Give it a scene at the end of GoldenStory; then today's rows differ, and the test that compares them says more.");
    }

    protected async Task AssertTodayWritesTheSameAsync()
    {
        var golden = (await File.ReadAllLinesAsync(Path.Combine(Folder, $"{Newest}.{storeName}.sql"))).Where(IsRow).ToList();
        await TellAsync();
        await using var connection = NewConnection();
        var today = new List<string>();
        await foreach (var row in new GoldenDump(home, connection).RowsAsync("journal_line")) today.Add(row);
        var index = golden.Zip(today).TakeWhile(pair => pair.First == pair.Second).Count();
        if (index == golden.Count && index == today.Count) return;
        Assert.Fail($"row {index}\n  was {golden.ElementAtOrDefault(index)}\n  is  {today.ElementAtOrDefault(index)}\n{await DraftAsync()}");
    }

    private static bool IsRow(string line) => line.StartsWith("insert into journal_line ", StringComparison.Ordinal);

    private static int VersionOf(string path) => int.Parse(Path.GetFileName(path).Split('.')[0], CultureInfo.InvariantCulture);

    private async IAsyncEnumerable<Entry> EntriesOfAsync(int version)
    {
        await home.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(Folder, $"{version}.{storeName}.sql")));
        await using var store = home.NewStore();
        await store.OpenAsync(default);
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await foreach (var stored in store.ReadEntriesAsync(partition, default)) yield return stored.Entry!;
        }
    }

    private async Task TellAsync()
    {
        await using var journal = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(), TimeProvider.System);
        await new GoldenStory(journal).TellAsync();
    }

    // Leaves what this version writes where a person can take it from, and says so.
    private async Task<string> DraftAsync()
    {
        var drafts = Directory.CreateDirectory(Repository.PathOf("artifacts/golden")).FullName;
        await using var connection = NewConnection();
        await using var store = home.NewStore();
        await store.OpenAsync(default);
        await using var journal = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(), TimeProvider.System);
        await File.WriteAllTextAsync(Path.Combine(drafts, $"{Newest + 1}.{storeName}.sql"), await new GoldenDump(home, connection).WholeAsync());
        await File.WriteAllLinesAsync(Path.Combine(drafts, $"{Newest + 1}.balances.txt"), await BalancesAsync(journal, store));
        return $"If the change is meant, and rows written before it are still read, copy {Newest + 1}.* from artifacts/golden to tests/Journal.Tests/Golden.";
    }

    private static async Task AssertCleanAsync(IJournalStore store)
    {
        var findings = new List<Audit.AuditFinding>();
        await foreach (var finding in new Audit.JournalAudit(store, Audit.StateFolds.Of).FindingsAsync()) findings.Add(finding);
        Assert.Equal([], findings);
    }

    private static async Task<List<string>> BalancesAsync(GroupCommitJournal journal, IJournalStore store)
    {
        var owners = new SortedSet<long>();
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await foreach (var stored in store.ReadEntriesAsync(partition, default)) owners.Add(stored.Owner.Packed);
        }
        var lines = new List<string>();
        foreach (var owner in owners.Select(packed => new OwnerId(packed)))
        {
            // Once as the book folds them, from the snapshot on, and once as plain SQL sums the rows.
            var folded = GoldenStory.Kind.Of(owner).BalancesOf(await journal.LoadAsync(owner));
            Assert.Equal(Lines(owner, await journal.BalancesAtAsync(owner, long.MaxValue)), Lines(owner, folded));
            lines.AddRange(Lines(owner, folded));
        }
        return lines;
    }

    private static IEnumerable<string> Lines(OwnerId owner, Balances balances) => balances.Accounts
        .Where(account => account.AmountMinor != 0)
        .OrderBy(account => (account.Pocket, account.Asset.Code))
        .Select(account => string.Create(CultureInfo.InvariantCulture, $"{owner} {account.Pocket} {account.Asset} {account.AmountMinor}"));

    private static async Task<int> AssertSnapshotsAreUsedAsync(GroupCommitJournal journal, IJournalStore store)
    {
        var count = 0;
        await foreach (var stored in store.ReadSnapshotsAsync(default))
        {
            Assert.True(stored.IsIntact);
            Assert.NotNull((await journal.LoadAsync(stored.Snapshot.Owner)).Snapshot);
            count++;
        }
        return count;
    }
}

public sealed class GoldenJournalsOnSqlite : GoldenJournals
{
    private readonly SqliteHome home;

    public GoldenJournalsOnSqlite() : this(new SqliteHome()) { }

    private GoldenJournalsOnSqlite(SqliteHome home) : base(home, "sqlite") => this.home = home;

    [Theory, MemberData(nameof(Versions))]
    public Task A_journal_of_an_earlier_version_is_clean_and_its_balances_and_snapshots_are_what_they_were(int version) => OpenedAsync(version);

    [Fact]
    public Task Every_kind_of_entry_is_in_the_newest_golden_journal() => AssertEveryKindIsThereAsync();

    [Fact]
    public Task Todays_rows_are_those_of_the_newest_golden_journal() => AssertTodayWritesTheSameAsync();

    protected override DbConnection NewConnection()
    {
        var connection = new SqliteConnection($"Data Source={home.File}");
        connection.Open();
        return connection;
    }
}

[Collection("postgres")]
public sealed class GoldenJournalsOnPostgres : GoldenJournals
{
    private readonly PostgresHome home;

    public GoldenJournalsOnPostgres(PostgresServer server) : this(new PostgresHome(server)) { }

    private GoldenJournalsOnPostgres(PostgresHome home) : base(home, "postgres") => this.home = home;

    [PostgresTheory, MemberData(nameof(Versions))]
    public Task A_journal_of_an_earlier_version_is_clean_and_its_balances_and_snapshots_are_what_they_were(int version) => OpenedAsync(version);

    [PostgresFact]
    public Task Every_kind_of_entry_is_in_the_newest_golden_journal() => AssertEveryKindIsThereAsync();

    [PostgresFact]
    public Task Todays_rows_are_those_of_the_newest_golden_journal() => AssertTodayWritesTheSameAsync();

    protected override DbConnection NewConnection()
    {
        // The second of its arguments is the database.
        var connection = new NpgsqlConnection(home.WriterArguments[1]);
        connection.Open();
        return connection;
    }
}

/// <summary>What is frozen is listed here; a new version adds its lines.</summary>
public sealed class GoldenFiles
{
    [Theory]
    [InlineData("1.balances.txt", "66ae44e6a47082e0589a4b223ab843e396934eb662a5897dfc7077aba8bb7adc")]
    [InlineData("1.postgres.sql", "073ac72316d2c12872dcff2fa991aa33d7f54ac270a8f00bfa8b7e4e5861e938")]
    [InlineData("1.sqlite.sql", "23509055cf2532da5ab054f39eb0cd2d29093ca0d1bb4aeb5d25ccf32120c7ba")]
    [InlineData("2.balances.txt", "66ae44e6a47082e0589a4b223ab843e396934eb662a5897dfc7077aba8bb7adc")]
    [InlineData("2.postgres.sql", "32885f3a8ecfdff283f14ce3d6c883a0700efe6f98ea13e08465a80a7bac13af")]
    [InlineData("2.sqlite.sql", "34f9f290ccbc30395f94fc0a0f86f6d3588dbc31128db528a42650338e1ee619")]
    public void A_golden_file_is_never_changed(string name, string sha256) =>
        Assert.Equal(sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Repository.PathOf($"tests/Journal.Tests/Golden/{name}")))));
}
