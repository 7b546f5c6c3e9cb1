using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Granary.Grains;

/// <summary>
/// What observers share: the stream wakes them, the journal tells them. Neither lost, doubled and reordered deliveries nor a second activation
/// change what they come to. Not reentrant: one page after the other.
/// </summary>
public abstract class ObserverGrain(IJournal journal, ILogger log) : Grain, IObserverGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<Activity>
{
    // After this long an observer looks by itself whether it missed the end of something.
    protected static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private FeedFollower follower = null!;

    protected int Partition => (int)this.GetPrimaryKeyLong();

    protected long Position => follower.Position;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        follower = new FeedFollower(journal, Partition, Take, Taken, TellSteppedPast);
        await StartAnew();
        this.RegisterGrainTimer(_ => Quietly(LookNowAndThen), new GrainTimerCreationOptions { DueTime = LookEvery, Period = LookEvery });
        await base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Quietly(Keep);
        DamagedFeed.SkipsNoMore(Name, Partition);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<long> CatchUp()
    {
        await TakeRepaired();
        await follower.CatchUpAsync();
        await Keep();
        return Position;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Activity>().ResumeAsync(this);

    // Never throws for the store: what could not be read now is a gap that the next look finds.
    public Task OnNextAsync(IList<SequentialItem<Activity>> items) =>
        Quietly(() => follower.HearAsync(items.Select(item => item.Item.Posted)));

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <summary>The position after which this observer begins, so that it comes to the same as one that always lived. Changes nothing.</summary>
    protected abstract Task<long> FindStart();

    /// <summary>Takes entries that follow on each other; all or none.</summary>
    protected abstract Task Take(ImmutableArray<PostedEntry> page);

    /// <summary>What was stepped past by whoever kept what <see cref="FindStart"/> found. Asked after it.</summary>
    protected virtual Task<ImmutableArray<long>> FindSkipped() => Task.FromResult(ImmutableArray<long>.Empty);

    /// <summary>Throws away what is in memory: everything begins again from what was found. Does not fail.</summary>
    protected virtual void Begin(long position, ImmutableArray<long> skipped) { }

    /// <summary>Takes an entry that had been stepped past, whatever has been taken since.</summary>
    protected virtual Task TakeLate(PostedEntry repaired) => Take([repaired]);

    /// <summary>A damaged entry lies between what was taken before and what comes next.</summary>
    protected virtual void SteppedPast() { }

    /// <summary>Positions that count as seen and have not been taken.</summary>
    protected ImmutableArray<long> Skipped => follower.Skipped;

    /// <summary>After each page; a long way to go may be kept in pieces.</summary>
    protected virtual Task Taken() => Task.CompletedTask;

    /// <summary>Each second: makes durable what has been taken, if it is worth it.</summary>
    protected virtual Task KeepNowAndThen() => Keep();

    /// <summary>Makes durable what has been taken.</summary>
    protected virtual Task Keep() => Task.CompletedTask;

    /// <summary>Takes what has come lately. False for an observer that has a long way to go, and goes on with it by itself.</summary>
    protected Task<bool> TakeLatest() => follower.CatchUpAsync(FeedFollower.PagesAtOnce);

    /// <summary>Somebody else went on from here: what is in memory is thrown away.</summary>
    protected async Task StartAnew()
    {
        // All is read before anything is changed: half of a new start would be a position that does not fit to what is in memory.
        var start = await FindStart();
        var skippedBefore = await FindSkipped();
        Begin(start, skippedBefore);
        follower.StartAfter(start, skippedBefore);
        DamagedFeed.Skips(Name, Partition, Skipped.Length);
    }

    private async Task LookNowAndThen()
    {
        await TakeRepaired();
        // In pieces, so that whoever asks meanwhile is answered between two of them.
        await follower.CatchUpAsync(FeedFollower.PagesAtOnce);
        await KeepNowAndThen();
    }

    private string Name => GetType().Name[..^"Grain".Length];

    private async Task TakeRepaired()
    {
        foreach (var repaired in await follower.FindRepairedAsync())
        {
            // Whoever took one may have had to start anew, and then knows better what is missing.
            if (!Skipped.Contains(repaired.Position)) continue;
            await TakeLate(repaired);
            follower.Took(repaired.Position);
            DamagedFeed.Skips(Name, Partition, Skipped.Length);
            log.LogWarning("{Observer} of partition {Partition} takes {Position} that is repaired", Name, Partition, repaired.Position);
        }
    }

    private void TellSteppedPast(CorruptEntryException damage)
    {
        DamagedFeed.Skips(Name, Partition, Skipped.Length);
        log.LogError("{Observer} of partition {Partition} steps past {Position}: {Reason}", Name, Partition, damage.Position, damage.Message);
        SteppedPast();
    }

    private async Task Quietly(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (JournalUnavailableException trouble)
        {
            log.LogWarning("{Observer} of partition {Partition} waits at {Position}: {Reason}", Name, Partition, Position, trouble.Message);
        }
    }
}
