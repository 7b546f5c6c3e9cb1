using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Streams;

namespace Granary.Grains;

/// <summary>
/// Follows the journal while it leads its partition: credits to reactive owners in order, activities to the observers' stream, both at least once.
/// It may run twice, be killed between two steps or start from an old cursor: whoever hears of an entry counts it once by its position.
/// </summary>
[Reentrant]
public sealed class FeedGrain(IJournal journal, IBusinessClock clock, HostName host, TimeProvider time, ILogger<FeedGrain> log) : Grain, IFeedGrain
{
    private const string Reader = "feed";
    private const int EntriesPerPage = 2_000;
    private const int RepairsAtOnce = 16;
    private const long PositionsPerCursor = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TickAtMost = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookForRepairsEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAheadEvery = TimeSpan.FromSeconds(1);

    private readonly SkippedPositions skipped = new();
    private IFeedLease? lease;
    private CreditBringer bringer = null!;
    private IAsyncStream<Activity> stream = null!;
    private long restUntil;
    private long lookedForRepairsAt;
    private long position;
    private long cursor;
    private long cursorKeptAt;
    private long head;

    private int Partition => (int)this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stream = this.GetStreamProvider(Activity.Provider).GetStream<Activity>(StreamId.Create(Activity.Namespace, Partition));
        this.RegisterGrainTimer(Follow, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Pause, Interleave = true, KeepAlive = true });
        // By itself, so that a page that takes long does not look like a leader that is frozen.
        this.RegisterGrainTimer(Renew, new GrainTimerCreationOptions { DueTime = RenewEvery, Period = RenewEvery, Interleave = true, KeepAlive = true });
        // And that by itself, so that a look that takes long does not either.
        this.RegisterGrainTimer(LookAhead, new GrainTimerCreationOptions { DueTime = LookAheadEvery, Period = LookAheadEvery, Interleave = true, KeepAlive = true });
        return base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            if (lease is not null) await KeepCursor(cancellationToken);
        }
        catch (Exception late) when (late is JournalUnavailableException or OperationCanceledException)
        {
            // Whoever leads next brings a little once more.
        }
        finally
        {
            // Also when there was no time for anything else: a lease that nobody uses keeps everybody from it.
            await GiveUp();
        }
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task Start() => Task.CompletedTask;

    public Task<FeedStatus> Status() => Task.FromResult(new FeedStatus(Partition, position, lease is not null, Math.Max(head, position), host.Text));

    private async Task Follow(CancellationToken cancellation)
    {
        if (time.GetTimestamp() < restUntil) return;
        try
        {
            if (!await Leads(cancellation)) RestAWhile();
            // A tick ends now and then by itself: while it lasts the activation cannot go.
            for (var until = After(TickAtMost); lease is not null && time.GetTimestamp() < until;) await BringPage(cancellation);
        }
        catch (JournalUnavailableException gone)
        {
            log.LogWarning("The feed of partition {Partition} waits at {Position}: {Reason}", Partition, position, gone.Message);
            RestAWhile();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The activation goes; the next one starts from the cursor.
        }
        catch (Exception unexpected)
        {
            log.LogError(unexpected, "The feed of partition {Partition} broke at {Position}; somebody else may try", Partition, position);
            await GiveUp();
            RestAWhile();
        }
    }

    private async Task Renew(CancellationToken cancellation)
    {
        if (lease is not { } held) return;
        if (!await held.RenewAsync(cancellation) && lease == held) await GiveUp();
    }

    private async Task LookAhead(CancellationToken cancellation)
    {
        if (lease is null) return;
        try
        {
            var found = await journal.HeadPositionAsync(Partition, cancellation);
            if (lease is null) return;
            head = found;
            FeedMetrics.Lags(Partition, Math.Max(0, head - position));
        }
        catch (JournalUnavailableException)
        {
            // Then the lag stays as it was last known, and the feed itself says why it waits.
        }
    }

    private async Task<bool> Leads(CancellationToken cancellation)
    {
        if (lease is not null) return true;
        if (await journal.TryLeadFeedAsync(Partition, cancellation) is not { } taken) return false;
        lease = taken;
        FeedMetrics.Leads(true);
        try
        {
            cursor = await journal.ReadCursorAsync(Reader, Partition, cancellation);
        }
        catch
        {
            // Who leads without knowing where to begin would bring nothing and keep everybody else from it.
            await GiveUp();
            throw;
        }
        // The last one once more: should an observer have missed the end of what the leader before this one published, it looks now.
        position = Math.Max(0, cursor - 1);
        bringer = new CreditBringer(Partition, position, GrainFactory, time, log);
        skipped.Replace([]);
        DamagedFeed.Skips(Reader, Partition, 0);
        return true;
    }

    private async Task BringPage(CancellationToken cancellation)
    {
        if (skipped.Count > 0 && time.GetElapsedTime(lookedForRepairsAt) >= LookForRepairsEvery) await BringRepaired(cancellation);
        var (page, damage) = await journal.ReadOrDamageAsync(Partition, position, EntriesPerPage, cancellation);
        if (damage is not null)
        {
            StepPast(damage);
            return;
        }
        if (page.IsEmpty)
        {
            head = position;
            if (position > cursor && time.GetElapsedTime(cursorKeptAt) >= KeepEvery) await KeepCursor(cancellation);
            await journal.WaitForFeedAsync(Partition, position, atMost: WaitAtMost, cancellation);
            return;
        }
        head = Math.Max(head, page[^1].Position);
        using var trace = PageTrace.Begin(journal, Partition, page);
        var published = Publish(page);
        await bringer.BringAsync(page, trace);
        await published;
        position = page[^1].Position;
        FeedMetrics.Brought(Partition, clock.NowMs - page[0].Entry.AtMs);
        if (position >= cursor + PositionsPerCursor) await KeepCursor(cancellation);
    }

    // Standing still would keep everybody's credits and observers for the sake of one entry. Who is credited by it reads the journal, and meets it there.
    private void StepPast(CorruptEntryException damage)
    {
        log.LogError("The feed of partition {Partition} steps past {Position}: {Reason}", Partition, damage.Position, damage.Message);
        // The next leader does not know of them: then only their owners do, whenever they next read the journal.
        skipped.Add(damage);
        bringer.StepPast(damage.Position);
        position = damage.Position;
        DamagedFeed.Skips(Reader, Partition, skipped.Count);
    }

    private async Task BringRepaired(CancellationToken cancellation)
    {
        lookedForRepairsAt = time.GetTimestamp();
        foreach (var damaged in skipped.TakeTurn(RepairsAtOnce))
        {
            if (await journal.ReadOrDamageAsync(Partition, damaged - 1, countMax: 1, cancellation) is not ({ IsEmpty: false } page, _)) continue;
            await bringer.BringLateAsync(page[0]);
            skipped.Remove(damaged);
            DamagedFeed.Skips(Reader, Partition, skipped.Count);
        }
    }

    private async Task Publish(ImmutableArray<PostedEntry> page)
    {
        try
        {
            foreach (var piece in ActivityBatches.Of(page)) await stream.OnNextBatchAsync(piece);
        }
        catch (Exception failed)
        {
            // A full or lost queue. The observers see the gap at the next batch, or by themselves, and read the journal.
            FeedMetrics.NotPublished();
            log.LogWarning("The stream of partition {Partition} did not take {Position}: {Reason}", Partition, page[^1].Position, failed.Message);
        }
    }

    private async Task KeepCursor(CancellationToken cancellation)
    {
        // What was not taken when the lease was lost is the next leader's, and must stay before its cursor.
        if (lease is null) return;
        // Before the save: one that fails is not tried again at once either.
        cursorKeptAt = time.GetTimestamp();
        var taken = bringer.TakenUpTo(position);
        if (taken <= cursor) return;
        await journal.SaveCursorAsync(Reader, Partition, taken, cancellation);
        cursor = Math.Max(cursor, taken);
    }

    private async Task GiveUp()
    {
        if (lease is not { } given) return;
        lease = null;
        // There is none yet when nobody could say where to begin.
        bringer?.End();
        FeedMetrics.Leads(false);
        FeedMetrics.LeadsNoMore(Partition);
        DamagedFeed.SkipsNoMore(Reader, Partition);
        await given.DisposeAsync();
    }

    private void RestAWhile() => restUntil = After(Rest);

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
}
