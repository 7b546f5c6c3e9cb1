using Granary.Journal.GroupCommit;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>What the group commit does with time and place, on a store whose writes the test lets through one by one.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly SqliteHome home = new();
    private HeldStore store = null!;

    public Task InitializeAsync()
    {
        store = new HeldStore(home.NewStore()) { IsHolding = true };
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        home.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_arrives_during_a_write_is_the_next_batch()
    {
        await using var journal = await OpenAsync(new JournalOptions());
        var first = journal.AppendAsync([Given.Opened(Given.User(1))]).AsTask();
        await store.Arrived.WaitAsync();

        var others = Enumerable.Range(2, 9).Select(n => journal.AppendAsync([Given.Opened(Given.User(n))]).AsTask()).ToArray();
        store.LetOneThrough();
        await first;
        store.LetOneThrough();
        await Task.WhenAll(others);

        Assert.Equal([1, 9], store.Batches);
    }

    [Fact]
    public async Task Whoever_fails_at_hearing_of_a_batch_does_not_make_it_look_as_if_it_failed()
    {
        store.IsHolding = false;
        await store.OpenAsync(CancellationToken.None);
        using var metrics = new JournalMetrics(partitionCount: 4, _ => 0);
        await using var writer = new PartitionWriter(
            Partitioning.Of(Given.User(1), store.PartitionCount), store, new JournalOptions(), TimeProvider.System, metrics, new WriteRefusals(TimeProvider.System),
            new HighWater(partitionCount: 4), (_, _) => throw new InvalidOperationException("the tail is broken"));

        var result = await writer.AppendAsync(PendingAppend.Of([Given.Opened(Given.User(1))]), span: null, CancellationToken.None);

        Assert.IsType<AppendResult.Appended>(result);
        Assert.Equal([1], store.Batches);
    }

    [Fact]
    public async Task A_batch_is_no_larger_than_it_may_be_unless_one_append_is()
    {
        store.IsHolding = false;
        await using var journal = await OpenAsync(new JournalOptions(BatchRowsMax: 4));
        store.IsHolding = true;
        var first = journal.AppendAsync([.. Enumerable.Range(1, 9).Select(n => Given.Frozen(Given.User(1), n))]).AsTask();
        await store.Arrived.WaitAsync();

        var others = Enumerable.Range(2, 6).Select(n => journal.AppendAsync([Given.Opened(Given.User(n))]).AsTask()).ToArray();
        store.IsHolding = false;
        store.LetOneThrough();
        await Task.WhenAll([first, .. others]);

        Assert.Equal([1, 4, 2], store.Batches);
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_lets_them_give_up_without_having_written()
    {
        await using var journal = await OpenAsync(new JournalOptions(QueuedEntriesMax: 2));
        var inFlight = journal.AppendAsync([Given.Opened(Given.User(1))]).AsTask();
        await store.Arrived.WaitAsync();
        var queued = journal.AppendAsync([Given.Opened(Given.User(2))]).AsTask();
        using var gone = new CancellationTokenSource();
        var givenUp = journal.AppendAsync([Given.Opened(Given.User(3))], gone.Token).AsTask();
        var waiting = journal.AppendAsync([Given.Opened(Given.User(4))]).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        store.IsHolding = false;
        store.LetOneThrough();
        await Task.WhenAll(inFlight, queued, waiting);

        Assert.Equal(OwnerStatus.Unknown, await journal.StatusOfAsync(Given.User(3)));
        Assert.Equal(OwnerStatus.Open, await journal.StatusOfAsync(Given.User(4)));
        // The place of the one who gave up was not lost with it.
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([Given.Frozen(Given.User(1), 2), Given.Frozen(Given.User(1), 3)]));
    }

    [Fact]
    public async Task An_append_that_is_queued_no_longer_heeds_its_caller_because_only_the_answer_counts()
    {
        await using var journal = await OpenAsync(new JournalOptions());
        using var gone = new CancellationTokenSource();
        var append = journal.AppendAsync([Given.Opened(Given.User(1))], gone.Token).AsTask();
        await store.Arrived.WaitAsync();

        await gone.CancelAsync();
        store.LetOneThrough();

        Assert.IsType<AppendResult.Appended>(await append);
    }

    [Fact]
    public async Task Closing_writes_what_is_queued_and_refuses_what_comes_later()
    {
        var journal = await OpenAsync(new JournalOptions());
        var appends = Enumerable.Range(1, 5).Select(n => journal.AppendAsync([Given.Opened(Given.User(n))]).AsTask()).ToArray();
        store.IsHolding = false;
        store.LetOneThrough();

        await journal.DisposeAsync();

        Assert.All(await Task.WhenAll(appends), result => Assert.IsType<AppendResult.Appended>(result));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync([Given.Opened(Given.User(9))]).AsTask());
    }

    [Fact]
    public async Task An_answer_is_heard_on_the_askers_own_scheduler_and_never_on_the_writers_thread()
    {
        store.IsHolding = false;
        await using var journal = await OpenAsync(new JournalOptions());
        var turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

        var heardOn = await Task.Factory.StartNew(async () =>
        {
            await journal.AppendAsync([Given.Opened(Given.User(1))]);
            await journal.LoadAsync(Given.User(1));
            await journal.StatusOfAsync(Given.User(1));
            return TaskScheduler.Current;
        }, CancellationToken.None, TaskCreationOptions.None, turns).Unwrap();

        Assert.Same(turns, heardOn);
    }

    [Fact]
    public async Task A_caller_that_dawdles_after_its_answer_holds_nobody_up()
    {
        await using var journal = await OpenAsync(new JournalOptions());
        var others = new TaskCompletionSource<Task>();
        var dawdler = Task.Run(async () =>
        {
            await journal.AppendAsync([Given.Opened(Given.User(1))]).ConfigureAwait(false);
            return (await others.Task.ConfigureAwait(false)).Wait(TimeSpan.FromSeconds(30));
        });
        await store.Arrived.WaitAsync();
        others.SetResult(journal.AppendAsync([Given.Opened(Given.User(2))]).AsTask());
        store.IsHolding = false;
        store.LetOneThrough();

        Assert.True(await dawdler);
    }

    private async Task<GroupCommitJournal> OpenAsync(JournalOptions options) =>
        await GroupCommitJournal.OpenAsync(store, options, TimeProvider.System);
}
