using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// Delivers one partition's entries to one webhook, in order. A delivery that fails a few times is parked, so that the lane goes on, and tried again
/// with growing delays until it is dead; nothing is forgotten without having been saved somewhere else first.
/// </summary>
/// <remarks>
/// Lives inside one activation. Whoever changes its memory is <see cref="Alone"/>; nobody is while a receiver is waited for.
/// </remarks>
internal sealed partial class WebhookLane(
    Guid webhookId, int partition, IJournal journal, IObservationStore observations, IWebhookSender sender, IGrainFactory grains,
    IBusinessClock clock, TimeProvider time, WebhookOptions options)
{
    private readonly LaneQueue queue = new(journal, partition);
    private LaneMemory? memory;
    private Webhook? webhook;
    private long? knownAt;
    private int life;
    private int failures;
    private int unkept;
    private long dueAtMs;
    private long lookForRepairsAtMs;
    private long? keptAt;
    private bool wasHead;
    private Task last = Task.CompletedTask;

    public int Partition => partition;

    public bool IsRemoved => knownAt is not null && webhook is null;

    /// <summary>True when it need not be rung for until something happens: an entry, a replay, or a change of the webhook.</summary>
    public bool IsIdle => knownAt is not null && (webhook is not { IsEnabled: true } || memory is { IsStale: false, ParkedCount: 0, SkippedCount: 0, HasChanges: false } && queue.IsDone);

    public void Hear(WebhookRing ring) => queue.Hear(ring);

    /// <summary>Takes in what another activation may have saved.</summary>
    public Task LookAsync() => Alone(async () =>
    {
        knownAt = null;
        await KnowAsync();
    });

    /// <summary>Makes sure that there is something to work with.</summary>
    public Task BeginAsync() => memory is { IsStale: false } ? Task.CompletedTask : LookAsync();

    /// <summary>Makes durable what must not be lost, and now and then what would only be done again.</summary>
    public Task KeepAsync() => Alone(async () =>
    {
        if (memory is not { IsStale: false } known) return;
        keptAt ??= time.GetTimestamp();
        var isTime = known.UnkeptPositions > 0 && time.GetElapsedTime(keptAt.Value) >= options.KeepMovesEvery;
        if (known.HasChanges || isTime) await SaveAsync(known);
    });

    /// <summary>Takes away what was kept of a webhook that is removed.</summary>
    public Task ForgetAsync() => Alone(async () =>
    {
        memory = null;
        await observations.DeleteObservationsAsync(LaneMemory.ObserverOf(webhookId), partition);
    });

    public async Task<WebhookLaneStanding> ReadAsync(bool isFollowed)
    {
        if (!isFollowed || memory is not { IsStale: false }) await LookAsync();
        var head = await journal.HeadPositionAsync(partition);
        return memory?.Standing(head) ?? new WebhookLaneStanding(partition, 0, head, 0, 0, 0, 0, null);
    }

    public async Task<ImmutableArray<DeadLetter>> DeadLettersAsync(long before, int countMax)
    {
        await LookAsync();
        var letters = ImmutableArray.CreateBuilder<DeadLetter>();
        if (memory is null) return [];
        await foreach (var letter in memory.DeadAsync(before))
        {
            letters.Add(letter);
            if (letters.Count == countMax) break;
        }
        return letters.DrainToImmutable();
    }

    public async Task<WebhookReplay> ReplayAsync(Guid? deliveryId)
    {
        var replay = new WebhookReplay(0, 0);
        // Again, should another activation have saved in between.
        for (var isSaved = false; !isSaved;)
        {
            await Alone(async () =>
            {
                if (await KnowAsync() is not { } known)
                {
                    isSaved = true;
                    return;
                }
                replay = await ReviveAsync(known, deliveryId);
                isSaved = replay.ReplayedCount == 0 || await SaveAsync(known);
            });
        }
        return replay;
    }

    private async Task<WebhookReplay> ReviveAsync(LaneMemory known, Guid? deliveryId)
    {
        var (replayed, left) = (0, 0);
        await foreach (var letter in known.DeadAsync(before: long.MaxValue))
        {
            if (deliveryId is { } only && letter.Id != only) continue;
            if (known.HasRoom)
            {
                known.Revive(letter, NowMs);
                replayed++;
            }
            else
            {
                left++;
            }
            if (deliveryId is not null) break;
        }
        return new WebhookReplay(replayed, left);
    }

    private async Task Alone(Func<Task> work)
    {
        var (before, done) = (last, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        last = done.Task;
        await before;
        try
        {
            await work();
        }
        finally
        {
            done.SetResult();
        }
    }

    // The webhook may be changed on any host, so what is known of it is only good for a short while.
    private async Task<Webhook?> KnowWebhookAsync()
    {
        if (knownAt is { } at && time.GetElapsedTime(at) < options.KnownFor) return webhook;
        webhook = await grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).FindWebhook(webhookId);
        knownAt = time.GetTimestamp();
        return webhook;
    }

    private async Task<LaneMemory?> KnowAsync()
    {
        if (await KnowWebhookAsync() is not { } known) return memory = null;
        memory ??= new LaneMemory(observations, journal, webhookId, partition, known.StartsAfter.ElementAtOrDefault(partition), options);
        await memory.RefreshAsync();
        Follow(memory);
        return memory;
    }

    // False when another activation was faster, and memory is now what that one saved.
    private async Task<bool> SaveAsync(LaneMemory known)
    {
        var isSaved = await known.SaveAsync();
        Follow(known);
        if (isSaved) (unkept, keptAt) = (0, time.GetTimestamp());
        return isSaved;
    }

    private void Follow(LaneMemory known)
    {
        if (life == known.Life) return;
        life = known.Life;
        queue.StartAfter(known.Position);
        (failures, dueAtMs) = (0, 0);
        // Somebody else was here; perhaps because the webhook is not what it was.
        knownAt = null;
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}
