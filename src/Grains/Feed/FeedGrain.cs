using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Granary.Grains;

/// <summary>
/// Brings credits to reactive owners in the order of the journal, at least once. It may run twice, be killed between two steps or start
/// from an old cursor: owners count a credit once by its position.
/// </summary>
[Reentrant]
public sealed class FeedGrain(IJournal journal, ILogger<FeedGrain> log) : Grain, IFeedGrain
{
    private const string Reader = "feed";
    private const int EntriesPerPage = 2_000;
    private const long PositionsPerCursor = 10_000;
    private const int TicksOfRest = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromSeconds(1);

    private readonly Dictionary<OwnerId, long> broughtTo = [];
    private int restTicks;
    private long startedAt;
    private long position;
    private long cursor;

    private int Partition => (int)this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        startedAt = position = cursor = await journal.ReadCursorAsync(Reader, Partition, cancellationToken);
        this.RegisterGrainTimer(Follow, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Pause, Interleave = true, KeepAlive = true });
        await base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (position > cursor) await journal.SaveCursorAsync(Reader, Partition, position, cancellationToken);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task Start() => Task.CompletedTask;

    public Task<FeedStatus> Status() => Task.FromResult(new FeedStatus(Partition, position));

    private async Task Follow(CancellationToken cancellation)
    {
        if (restTicks-- > 0) return;
        restTicks = 0;
        try
        {
            var page = await journal.ReadFeedAsync(Partition, position, EntriesPerPage, cancellation);
            if (page.IsEmpty)
            {
                if (position > cursor) await KeepCursor(cancellation);
                await journal.WaitForFeedAsync(Partition, position, WaitAtMost, cancellation);
                return;
            }
            await Bring(page);
            position = page[^1].Position;
            if (position >= cursor + PositionsPerCursor) await KeepCursor(cancellation);
        }
        catch (JournalUnavailableException gone)
        {
            log.LogWarning("The feed of partition {Partition} waits at {Position}: {Reason}", Partition, position, gone.Message);
            restTicks = TicksOfRest;
        }
        catch (CorruptEntryException corrupt)
        {
            // Going on would say that nothing lies between. Who needs a credit from beyond reads the journal; a person must repair the row.
            log.LogError("The feed of partition {Partition} stands at {Position}: {Reason}", Partition, position, corrupt.Message);
            restTicks = TicksOfRest;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The activation goes; the next one starts from the cursor.
        }
    }

    private async Task KeepCursor(CancellationToken cancellation)
    {
        await journal.SaveCursorAsync(Reader, Partition, position, cancellation);
        cursor = position;
    }

    private async Task Bring(ImmutableArray<PostedEntry> page)
    {
        var to = page[^1].Position;
        var pushes = new List<Task>();
        foreach (var (owner, credits) in CreditsByOwner(page))
        {
            if (GrainFactory.ReactiveGrain(owner) is not { } grain) continue;
            // Between the last credit brought to this owner and this page there was none, or it would have been brought.
            var from = broughtTo.GetValueOrDefault(owner, startedAt);
            broughtTo[owner] = to;
            pushes.Add(Push(grain, owner, new CreditPush(Partition, from, to, credits.ToImmutable())));
        }
        await Task.WhenAll(pushes);
    }

    // One owner that cannot take its credits now must not hold up the others: it reads the journal when it next wakes.
    private async Task Push(IOwnerGrain grain, OwnerId owner, CreditPush push)
    {
        try
        {
            await grain.Receive(push);
        }
        catch (Exception failed)
        {
            // What it missed lies before the next push, which says so by its From.
            log.LogWarning("{Owner} did not take its credits up to {Position}: {Reason}", owner, push.To, failed.Message);
        }
    }

    private Dictionary<OwnerId, ImmutableArray<Credit>.Builder> CreditsByOwner(ImmutableArray<PostedEntry> page)
    {
        var byOwner = new Dictionary<OwnerId, ImmutableArray<Credit>.Builder>();
        foreach (var posted in page)
        {
            var entry = posted.Entry;
            foreach (var transfer in entry.Transfers)
            {
                if (transfer.CreditOwner == entry.Owner || transfer.CreditOwner.Kind == OwnerKind.User) continue;
                if (!byOwner.TryGetValue(transfer.CreditOwner, out var credits))
                {
                    byOwner.Add(transfer.CreditOwner, credits = ImmutableArray.CreateBuilder<Credit>());
                }
                credits.Add(new Credit(
                    Partition, posted.Position, entry.Owner, entry.AtMs, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor));
            }
        }
        return byOwner;
    }
}
