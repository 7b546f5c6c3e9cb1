using Granary.Ledger;

namespace Granary.Grains;

// One attempt after the other.
internal sealed partial class WebhookLane
{
    private const int RepairsAtOnce = 16;

    /// <summary>How long until something is to be tried again by itself.</summary>
    public TimeSpan NextDue
    {
        get
        {
            if (memory is null || webhook is not { IsEnabled: true }) return Timeout.InfiniteTimeSpan;
            var next = Math.Min(memory.NextDueAtMs ?? long.MaxValue, queue.First is null ? long.MaxValue : dueAtMs);
            if (memory.SkippedCount > 0) next = Math.Min(next, lookForRepairsAtMs);
            return next == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Clamp(next - NowMs, 0, 60_000));
        }
    }

    private int FailuresInPlaceMax => options.WaitsInPlace.Length + 1;

    /// <summary>Tries one delivery. False when nothing is to be done now.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (await KnowWebhookAsync() is not { IsEnabled: true } to || memory is not { } known) return false;
        var first = await queue.FirstAsync(to);
        // Only while queue and memory are of one life: else the queue is of entries that somebody else may have to deliver.
        if (known.Life == life)
        {
            // One after the other: when there are too many, the lane stands before the first that was not noted.
            for (; queue.Damage is { } damage; queue.TakeDamage()) known.StepPast(damage);
            known.MoveTo(queue.DoneTo);
        }
        if (known.SkippedCount > 0 && NowMs >= lookForRepairsAtMs) await ParkRepairedAsync(known, to);
        var isHead = first is not null && NowMs >= dueAtMs;
        var parked = known.FirstDue(NowMs);
        if (parked is null && !isHead) return false;
        // By turns, so that neither many old failures nor many new entries keep the others waiting.
        wasHead = isHead && (parked is null || !wasHead);
        if (wasHead) await TryHeadAsync(known, to, first!, cancellation);
        else await TryParkedAsync(known, to, parked!, cancellation);
        return true;
    }

    // What was damaged is delivered after what came behind it, as what has failed in place.
    private async Task ParkRepairedAsync(LaneMemory known, Webhook to)
    {
        lookForRepairsAtMs = After(options.LooksForRepairsEvery);
        foreach (var position in known.TakeSkipped(RepairsAtOnce))
        {
            if (await journal.ReadOrDamageAsync(partition, position - 1, countMax: 1) is not ({ IsEmpty: false } page, _)) continue;
            var (repaired, before) = (page[0], life);
            await Alone(async () =>
            {
                if (known.Life != before || !known.IsSkipped(position) || !known.HasRoom) return;
                if (to.Concerns(repaired.Entry))
                {
                    var never = new WebhookReceipt(WebhookResult.Unreachable, Status: 0, ElapsedMs: 0);
                    known.Park(new ParkedDelivery(IdOf(repaired.Entry), position, repaired.Entry.Event.Kind, repaired.Entry.AtMs, Attempts: 0, NowMs, never));
                }
                known.Unskip(position);
                await SaveAsync(known);
            });
        }
    }

    private async Task TryHeadAsync(LaneMemory known, Webhook to, PostedEntry first, CancellationToken cancellation)
    {
        var (id, before) = (IdOf(first.Entry), life);
        var receipt = await SendAsync(to, id, first, cancellation);
        await Alone(async () =>
        {
            // Another activation went on from elsewhere while the receiver was waited for.
            if (known.Life != before || queue.First != first) return;
            if (receipt.IsDelivered) known.Delivered(NowMs);
            else if (!await FailHeadAsync(known, to, id, first, receipt)) return;
            queue.TakeFirst();
            known.MoveTo(first.Position);
            (failures, dueAtMs) = (0, 0);
            if (++unkept >= options.DeliveriesPerSave || !receipt.IsDelivered) await SaveAsync(known);
        });
    }

    // True when the delivery is parked, and the lane may go on.
    private async Task<bool> FailHeadAsync(LaneMemory known, Webhook to, Guid id, PostedEntry first, WebhookReceipt receipt)
    {
        known.Failed(receipt, NowMs);
        if (receipt.Result == WebhookResult.Gone)
        {
            await DisableAsync(to);
            return false;
        }
        failures++;
        if (options.WaitInPlace(failures) is { } wait)
        {
            dueAtMs = After(wait);
            return false;
        }
        var later = After(options.WaitParked(FailuresInPlaceMax, id) ?? TimeSpan.Zero);
        if (!known.HasRoom)
        {
            // The journal keeps what comes behind it; nothing is given up to make room.
            (failures, dueAtMs) = (options.WaitsInPlace.Length, later);
            return false;
        }
        WebhookMetrics.Parked();
        known.Park(new ParkedDelivery(id, first.Position, first.Entry.Event.Kind, first.Entry.AtMs, failures, later, receipt));
        return true;
    }

    private async Task TryParkedAsync(LaneMemory known, Webhook to, ParkedDelivery parked, CancellationToken cancellation)
    {
        var (page, damage) = await journal.ReadOrDamageAsync(partition, parked.Position - 1, countMax: 1, cancellation);
        if (damage is not null)
        {
            // Not the receiver's fault, and no attempt: it waits as long as it takes, and nobody behind it does.
            await Alone(() =>
            {
                if (known.IsParked(parked)) known.ParkAgain(parked, parked with { DueAtMs = After(options.LooksForRepairsEvery) });
                return Task.CompletedTask;
            });
            return;
        }
        var receipt = await SendAsync(to, parked.Id, page[0], cancellation);
        await Alone(async () =>
        {
            if (!known.IsParked(parked)) return;
            if (receipt.IsDelivered)
            {
                known.Delivered(NowMs);
                known.Unpark(parked);
            }
            else
            {
                await FailParkedAsync(known, to, parked, receipt);
            }
            await SaveAsync(known);
        });
    }

    private async Task FailParkedAsync(LaneMemory known, Webhook to, ParkedDelivery parked, WebhookReceipt receipt)
    {
        known.Failed(receipt, NowMs);
        // One that came back from the dead has all its waits again, but none in place.
        var attempts = Math.Max(parked.Attempts + 1, FailuresInPlaceMax);
        if (receipt.Result == WebhookResult.Gone)
        {
            await DisableAsync(to);
        }
        else if (options.WaitParked(attempts, parked.Id) is { } wait)
        {
            known.ParkAgain(parked, parked with { Attempts = attempts, DueAtMs = After(wait), LastFailure = receipt });
        }
        else
        {
            WebhookMetrics.Died();
            await known.BuryAsync(parked, receipt, NowMs);
        }
    }

    private async Task<WebhookReceipt> SendAsync(Webhook to, Guid id, PostedEntry posted, CancellationToken cancellation)
    {
        using var span = GrainSpans.Delivery(journal, partition, posted);
        var receipt = await sender.SendAsync(new WebhookMessage(to, id, to.GenerationsAt(clock.NowMs), posted, NowMs), cancellation);
        GrainSpans.Delivered(span, receipt);
        WebhookMetrics.Attempted(receipt.Result);
        if (receipt.IsDelivered) WebhookMetrics.Delivered(clock.NowMs - posted.Entry.AtMs);
        return receipt;
    }

    private async Task DisableAsync(Webhook gone)
    {
        var id = CommandId.HashOf("webhook-gone", $"{gone.Id:N}", $"{gone.TimesEnabled}");
        await grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).Execute(new PlatformCommand.DisableWebhook(id, gone.Id, gone.TimesEnabled));
        knownAt = null;
    }

    private Guid IdOf(Entry entry) => CommandId.HashOf("webhook", $"{webhookId:N}", $"{entry.CommandId:N}");

    private long After(TimeSpan wait) => NowMs + (long)wait.TotalMilliseconds;
}
