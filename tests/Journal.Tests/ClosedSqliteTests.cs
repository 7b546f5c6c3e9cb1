using Granary.Journal.Sqlite;

namespace Granary.Journal.Tests;

/// <summary>A SQLite store that was closed leaves its folder to whoever has it next.</summary>
public sealed class ClosedSqliteTests : IDisposable
{
    private const int Readers = 4;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("granary-closed-");

    private string File => Path.Combine(folder.FullName, "journal.db");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nobody_opens_it_again()
    {
        var store = await OpenedAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.HeadPositionsAsync(default).AsTask());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.WriteAsync(0, [PendingAppend.Of([Given.Opened(Given.User(1))])], default).AsTask());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.SaveCursorAsync("late", 0, 1, default).AsTask());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => store.TryLeadFeedAsync(0, default).AsTask());
        await store.DisposeAsync();
        Assert.Equal([File], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public async Task Closing_waits_for_those_who_still_read()
    {
        for (var round = 0; round < 20; round++)
        {
            var store = await OpenedAsync();
            var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadUntilClosedAsync(store, isReading))).ToArray();
            await isReading.Task;
            await store.DisposeAsync();
            // Its log goes with the last connection.
            Assert.Equal([File], Directory.GetFiles(folder.FullName));
            await Task.WhenAll(readers);
        }
    }

    private static async Task ReadUntilClosedAsync(SqliteJournalStore store, TaskCompletionSource isReading)
    {
        try
        {
            while (true)
            {
                await store.HeadPositionsAsync(default);
                isReading.TrySetResult();
            }
        }
        catch (JournalUnavailableException)
        {
            // What closing says to them.
        }
    }

    private async Task<SqliteJournalStore> OpenedAsync()
    {
        var store = new SqliteJournalStore(new SqliteOptions(File));
        await store.OpenAsync(default);
        return store;
    }
}
