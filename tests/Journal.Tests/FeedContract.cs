using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Journal.Tests;

public abstract class FeedContract(StoreHome home) : JournalContract(home)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    // So that a test that waits for Long at most sees the difference between being woken and having waited long enough.
    private static readonly TimeSpan UntilWoken = TimeSpan.FromHours(1);

    [ContractFact]
    public async Task The_feed_is_the_same_from_memory_and_from_the_database()
    {
        var user = Given.User(1);
        var partition = Journal.PartitionOf(user);
        await WrittenAsync([Given.Opened(user), .. Enumerable.Range(2, 19).Select(n => Given.Paid(user, n, Given.Merchant(1), n))]);
        await using var cold = await OpenAsync();

        for (var after = 0; after <= 20; after++)
        {
            var warm = await Journal.ReadFeedAsync(partition, after, countMax: 7);
            var read = await cold.ReadFeedAsync(partition, after, countMax: 7);
            Assert.Equal(Enumerable.Range(after + 1, Math.Min(7, 20 - after)).Select(n => (long)n), warm.Select(posted => posted.Position));
            Assert.Equal(warm.Select(posted => posted.Position), read.Select(posted => posted.Position));
            foreach (var (one, other) in warm.Zip(read)) AssertSame(one.Entry, other.Entry);
        }
    }

    [ContractFact]
    public async Task The_feed_has_no_hole_where_another_process_wrote_in_between()
    {
        var user = Given.User(1);
        var partition = Journal.PartitionOf(user);
        await WrittenAsync(Given.Opened(user));
        await Store.WriteAsync(partition, [PendingAppend.Of([Given.Frozen(user, 2), Given.Frozen(user, 3)])], default);
        await WrittenAsync(Given.Frozen(user, 4));

        Assert.Equal([1, 2, 3, 4], (await Journal.ReadFeedAsync(partition, after: 0, countMax: 10)).Select(posted => posted.Position));
        Assert.Equal([3, 4], (await Journal.ReadFeedAsync(partition, after: 2, countMax: 10)).Select(posted => posted.Position));
    }

    [ContractFact]
    public async Task The_feed_comes_from_the_database_when_memory_keeps_no_more()
    {
        await using var small = await OpenAsync(new JournalOptions(TailEntriesMax: 3));
        var user = Given.User(1);
        for (var n = 1; n <= 10; n++) await small.AppendAsync([Given.Frozen(user, n)]);

        Assert.Equal(10, (await small.ReadFeedAsync(small.PartitionOf(user), after: 0, countMax: 100)).Length);
        Assert.Equal([9L, 10L], (await small.ReadFeedAsync(small.PartitionOf(user), after: 8, countMax: 100)).Select(posted => posted.Position));
    }

    [ContractFact]
    public async Task Who_waits_for_the_feed_is_woken_by_an_append_of_this_process()
    {
        var user = Given.User(1);
        var waiting = Journal.WaitForFeedAsync(Journal.PartitionOf(user), after: 0, UntilWoken).AsTask();

        await WrittenAsync(Given.Opened(user));

        await waiting.WaitAsync(Long);
        Assert.Single(await Journal.ReadFeedAsync(Journal.PartitionOf(user), after: 0, countMax: 10));
    }

    [ContractFact]
    public async Task Who_waits_for_the_feed_is_woken_by_an_append_of_another_process()
    {
        var user = Given.User(1);
        var waiting = Journal.WaitForFeedAsync(Journal.PartitionOf(user), after: 0, UntilWoken).AsTask();

        await Store.WriteAsync(Journal.PartitionOf(user), [PendingAppend.Of([Given.Opened(user)])], default);

        await waiting.WaitAsync(Long);
        Assert.Single(await Journal.ReadFeedAsync(Journal.PartitionOf(user), after: 0, countMax: 10));
    }

    [ContractFact]
    public async Task Waiting_for_the_feed_ends_with_its_time_and_with_its_caller()
    {
        await Journal.WaitForFeedAsync(0, after: 0, TimeSpan.FromMilliseconds(1));

        using var gone = new CancellationTokenSource();
        var waiting = Journal.WaitForFeedAsync(0, after: 0, Long, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [ContractFact]
    public async Task A_readers_cursor_is_remembered_and_never_moves_back()
    {
        Assert.Equal(0, await Journal.ReadCursorAsync("portraits", 0));

        await Journal.SaveCursorAsync("portraits", 0, 5);
        await Journal.SaveCursorAsync("portraits", 0, 3);
        await Journal.SaveCursorAsync("webhooks", 0, 9);

        Assert.Equal(5, await Journal.ReadCursorAsync("portraits", 0));
        Assert.Equal(9, await Journal.ReadCursorAsync("webhooks", 0));
    }

    [ContractFact]
    public async Task A_changed_entry_stops_the_feed_before_it_and_says_where_to_go_on()
    {
        var user = Given.User(1);
        var partition = Journal.PartitionOf(user);
        await WrittenAsync(Given.Opened(user), Given.Frozen(user, 2), Given.Closed(user, 3));
        await Home.TamperAsync("update journal_line set at_ms = at_ms + 1 where sequence = 2");

        Assert.Single(await Store.ReadFeedAsync(partition, after: 0, countMax: 10, default));
        var changed = await Assert.ThrowsAsync<CorruptEntryException>(() => Store.ReadFeedAsync(partition, after: 1, countMax: 10, default).AsTask());
        Assert.Equal((user, partition, 2L), (changed.Owner, changed.Partition, changed.Position));
        Assert.Single(await Store.ReadFeedAsync(partition, after: changed.Position, countMax: 10, default));
    }

    [ContractFact]
    public async Task An_entry_missing_in_the_middle_ends_the_feed_before_it_and_is_named()
    {
        var user = Given.User(1);
        var partition = Journal.PartitionOf(user);
        await WrittenAsync(Given.Opened(user), Given.Frozen(user, 2), Given.Closed(user, 3));
        await Home.TamperAsync("delete from journal_line where sequence = 2");

        Assert.Equal(1, Assert.Single(await Store.ReadFeedAsync(partition, after: 0, countMax: 10, default)).Position);
        var missing = await Assert.ThrowsAsync<CorruptEntryException>(() => Store.ReadFeedAsync(partition, after: 1, countMax: 10, default).AsTask());
        Assert.Equal((partition, 2L), (missing.Partition, missing.Position));
        Assert.Equal(3, Assert.Single(await Store.ReadFeedAsync(partition, after: 2, countMax: 10, default)).Position);
    }

    [ContractFact]
    public async Task A_missing_entry_stops_the_feed_instead_of_being_stepped_over()
    {
        var user = Given.User(1);
        var partition = Journal.PartitionOf(user);
        await WrittenAsync(Given.Opened(user), Given.Frozen(user, 2), Given.Closed(user, 3));
        await Home.TamperAsync("delete from journal_line where sequence >= 2");

        Assert.Single(await Store.ReadFeedAsync(partition, after: 0, countMax: 10, default));
        var missing = await Assert.ThrowsAsync<CorruptEntryException>(() => Store.ReadFeedAsync(partition, after: 1, countMax: 10, default).AsTask());
        Assert.Equal(2, missing.Position);
    }
}
