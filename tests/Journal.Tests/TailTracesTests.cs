using System.Collections.Concurrent;
using System.Diagnostics;

namespace Granary.Journal.Tests;

/// <summary>The trace of an append goes with its entries as far as memory goes, and nothing is kept of who is not recorded.</summary>
public sealed class TailTracesTests : IDisposable
{
    private readonly SqliteHome home = new();
    private readonly ActivitySource callers = new("Granary.Journal.Tests");
    private readonly ConcurrentQueue<Activity> ended = [];

    public void Dispose()
    {
        callers.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task An_entry_leads_back_to_the_append_that_wrote_it_while_it_is_among_the_newest()
    {
        using var listener = Listen();
        await using var journal = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(TailEntriesMax: 4), TimeProvider.System);
        var ada = Given.User(1);
        var partition = journal.PartitionOf(ada);

        var trace = await AppendAsync(journal, isRecorded: true, Given.Opened(ada), Given.Frozen(ada, 2));
        await AppendAsync(journal, isRecorded: false, Given.Frozen(ada, 3));

        Assert.Equal([1L, 2L], journal.TracesOf(partition, 1, 9).Select(entry => entry.Position));
        var append = Assert.Single(ended, span => span.OperationName == "journal append" && span.TraceId == trace);
        Assert.All(journal.TracesOf(partition, 1, 9), entry => Assert.Equal(append.Context, entry.Trace));
        Assert.Equal(2, Assert.Single(journal.TracesOf(partition, 2, 2)).Position);

        await AppendAsync(journal, isRecorded: false, Given.Frozen(ada, 4), Given.Frozen(ada, 5));
        Assert.Equal(2, Assert.Single(journal.TracesOf(partition, 1, 9)).Position);
    }

    [Fact]
    public async Task Who_did_not_append_it_knows_of_no_trace()
    {
        using var listener = Listen();
        await using var journal = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(), TimeProvider.System);
        await using var other = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(), TimeProvider.System);
        await AppendAsync(journal, isRecorded: true, Given.Opened(Given.User(1)));
        var partition = journal.PartitionOf(Given.User(1));

        Assert.Single(await other.ReadFeedAsync(partition, after: 0, countMax: 9));
        Assert.Empty(other.TracesOf(partition, 1, 9));
    }

    private async Task<ActivityTraceId> AppendAsync(GroupCommitJournal journal, bool isRecorded, params Ledger.Entry[] entries)
    {
        var from = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), isRecorded ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None);
        using var caller = callers.StartActivity("caller", ActivityKind.Internal, from);
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([.. entries]));
        return from.TraceId;
    }

    // Records what the caller records, and nothing else.
    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source == callers || source.Name == "Granary",
            Sample = (ref asked) => asked.Parent.TraceFlags == ActivityTraceFlags.Recorded ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
