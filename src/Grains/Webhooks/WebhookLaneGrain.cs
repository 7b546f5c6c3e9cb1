using System.Collections.Immutable;
using System.Globalization;
using Granary.Journal;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Granary.Grains;

/// <summary>
/// A lane as a grain: it works in a timer of its own, so that a receiver that takes its time holds nobody up who asks or rings.
/// </summary>
[Reentrant]
public sealed class WebhookLaneGrain(
    IJournal journal, IObservationStore observations, IWebhookSender sender, IBusinessClock clock, TimeProvider time, WebhookOptions options, ILogger<WebhookLaneGrain> log)
    : Grain, IWebhookLaneGrain
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TickAtMost = TimeSpan.FromSeconds(1);

    private WebhookLane lane = null!;
    private IGrainTimer timer = null!;
    private long rungAt;
    private bool isRung;
    private bool isWorking;
    private bool isWanted;
    private bool isLookWanted;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        lane = new WebhookLane(
            Guid.ParseExact(key[0], "N"), int.Parse(key[1], CultureInfo.InvariantCulture),
            journal, observations, sender, GrainFactory, clock, time, options);
        timer = this.RegisterGrainTimer(Work, new GrainTimerCreationOptions
        {
            DueTime = Timeout.InfiniteTimeSpan,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
            KeepAlive = true,
        });
        return base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await lane.KeepAsync();
        }
        catch (JournalUnavailableException)
        {
            // What was delivered since the last save is delivered once more.
        }
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task Ring(WebhookRing ring)
    {
        lane.Hear(ring);
        // Rung for without a reason: time to see whether anybody else has changed something.
        isLookWanted |= ring.Entries.IsEmpty;
        Wake();
        return Task.CompletedTask;
    }

    public async Task<bool> Visit(WebhookRing ring)
    {
        var isIdle = lane.IsIdle;
        await Ring(ring);
        return isIdle;
    }

    public Task<WebhookLaneStanding> Read() => lane.ReadAsync(isFollowed: IsFollowed);

    public Task<ImmutableArray<DeadLetter>> DeadLetters(long before, int countMax) => lane.DeadLettersAsync(before, countMax);

    public async Task<WebhookReplay> Replay(Guid? deliveryId)
    {
        var replay = await lane.ReplayAsync(deliveryId);
        // Whoever brings them back delivers them, wherever the feed is led.
        if (replay.ReplayedCount > 0) Wake();
        return replay;
    }

    // Where nobody rings, the feed is not led: then another activation of this lane delivers.
    private bool IsFollowed => isRung && time.GetElapsedTime(rungAt) < options.WorksAfterRing;

    private void Wake()
    {
        (rungAt, isRung) = (time.GetTimestamp(), true);
        isWanted = true;
        if (!isWorking) timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task Work(CancellationToken cancellation)
    {
        isWorking = true;
        isWanted = false;
        var next = Timeout.InfiniteTimeSpan;
        try
        {
            if (IsFollowed) await (isLookWanted ? lane.LookAsync() : lane.BeginAsync());
            isLookWanted = false;
            // A tick ends now and then by itself: while it lasts the activation cannot go.
            var since = time.GetTimestamp();
            while (!cancellation.IsCancellationRequested && IsFollowed && await lane.StepAsync(cancellation))
            {
                if (time.GetElapsedTime(since) < TickAtMost) continue;
                isWanted = true;
                break;
            }
            if (lane.IsRemoved) await lane.ForgetAsync();
            else await lane.KeepAsync();
            // Nothing is tried where nobody rings, so nothing there is due either; the next ring sets the timer again.
            if (IsFollowed) next = lane.NextDue;
        }
        catch (Exception trouble) when (trouble is JournalUnavailableException or CorruptEntryException or TimeoutException)
        {
            log.LogWarning("A webhook's lane in partition {Partition} waits: {Reason}", lane.Partition, trouble.Message);
            next = Rest;
        }
        catch (OperationCanceledException)
        {
            // The activation or the whole host goes; what it was about to deliver is delivered by the next one.
            next = Rest;
        }
        finally
        {
            isWorking = false;
            if (!cancellation.IsCancellationRequested) timer.Change(isWanted ? TimeSpan.Zero : next, Timeout.InfiniteTimeSpan);
        }
        if (lane.IsRemoved) DeactivateOnIdle();
    }
}
