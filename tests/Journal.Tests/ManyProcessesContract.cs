using System.Diagnostics;
using System.Globalization;
using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>Several processes on one database.</summary>
public abstract class ManyProcessesContract(StoreHome home) : IDisposable
{
    private const int UsersPerProcess = 8, EntriesPerUser = 150;

    public void Dispose() => home.Dispose();

    [ContractFact]
    public async Task Processes_that_open_an_empty_database_at_once_create_its_schema_once()
    {
        var processes = Enumerable.Range(0, 3).Select(_ => Started("0", "0", "0")).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var store = home.NewStore();
            await store.OpenAsync(default);
        })));

        foreach (var process in processes) await EndedAsync(process);

        Assert.Equal(await home.NumberAsync("select count(distinct version) from schema_version"), await home.NumberAsync("select count(*) from schema_version"));
        Assert.Equal(1, await home.NumberAsync("select count(*) from journal_setting"));
    }

    [ContractFact]
    public async Task Positions_are_gapless_and_appear_in_order_while_two_processes_write_and_somebody_reads()
    {
        await using var journal = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(), TimeProvider.System);
        var other = Started("1001", Text(UsersPerProcess), Text(EntriesPerUser));
        using var done = new CancellationTokenSource();
        var watching = Task.Run(() => WatchAsync(done.Token));

        await Task.WhenAll(Enumerable.Range(1, UsersPerProcess).Select(n => Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= EntriesPerUser; sequence++)
            {
                Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([Given.Frozen(Given.User(n), sequence)]));
            }
        })));
        await EndedAsync(other);
        await done.CancelAsync();

        Assert.True(await watching > 0);
        Assert.Equal(2 * UsersPerProcess * EntriesPerUser, (await journal.ProveAsync()).Heads.Sum(head => head.Position));
        await using var store = home.NewStore();
        await store.OpenAsync(default);
        await foreach (var finding in new Audit.JournalAudit(store, Audit.StateFolds.Of).FindingsAsync()) Assert.Fail(finding.ToString());
    }

    // In one instant: as many entries as the highest position says, and the head says the same. Anything else is a gap that would fill later.
    private async Task<int> WatchAsync(CancellationToken done)
    {
        var looks = 0;
        do
        {
            var gaps = await home.NumberAsync(
                """
                select count(*) from (
                    select h.partition, h.position, count(l.position) as entries, coalesce(max(l.position), 0) as last
                    from journal_head h left join journal_line l on l.partition = h.partition and l.line = 0
                    group by h.partition, h.position) p
                where entries <> last or last <> position
                """);
            Assert.Equal(0, gaps);
            looks++;
        }
        while (!done.IsCancellationRequested);
        return looks;
    }

    private Process Started(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Built.PathOf("Journal.Writer"), .. home.WriterArguments, .. arguments])
    {
        RedirectStandardError = true,
    })!;

    private static async Task EndedAsync(Process process)
    {
        using var ended = process;
        var errors = await ended.StandardError.ReadToEndAsync();
        await ended.WaitForExitAsync();
        Assert.True(ended.ExitCode == 0, errors);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
