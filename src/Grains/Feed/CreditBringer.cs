using System.Collections.Immutable;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Span = System.Diagnostics.Activity;

namespace Granary.Grains;

/// <summary>Brings the credits of one partition to reactive owners, in order, at least once.</summary>
/// <param name="startedAt">The position after which this one reads.</param>
internal sealed class CreditBringer(int partition, long startedAt, IGrainFactory grains, TimeProvider time, ILogger log)
{
    // Usually a push takes a millisecond. An owner that is loaded meanwhile, or writes, takes longer, and nobody else shall wait for it.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // Owners that still take a push; true when more came for them meanwhile.
    private readonly Dictionary<OwnerId, bool> underWay = [];
    private readonly Dictionary<OwnerId, long> broughtTo = [];
    private long startedAt = startedAt;

    public async Task BringAsync(ImmutableArray<PostedEntry> page, PageTrace? trace)
    {
        var to = page[^1].Position;
        var pushes = new List<Task>();
        foreach (var (owner, credits) in CreditsByOwner(page))
        {
            if (grains.ReactiveGrain(owner) is not { } grain) continue;
            // Between the last credit brought to this owner and this page there was none, or it would have been brought.
            var from = broughtTo.GetValueOrDefault(owner, startedAt);
            broughtTo[owner] = to;
            if (underWay.ContainsKey(owner)) underWay[owner] = true;
            else pushes.Add(Push(grain, owner, new CreditPush(partition, from, to, credits.ToImmutable()), isTraced: trace?.Tells(credits) == true));
        }
        try
        {
            await Task.WhenAll(pushes).WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // Those who have not taken it yet go on by themselves.
        }
    }

    /// <summary>
    /// Nobody knows whom the entry at this position credits, so no push may say that nothing lies there: the next one to each owner begins behind it, and
    /// the owner reads what lies between by itself.
    /// </summary>
    public void StepPast(long position)
    {
        broughtTo.Clear();
        startedAt = position;
    }

    /// <summary>The entry at a position that was stepped past can be read: whom it credits looks for itself, if it has not yet.</summary>
    public Task BringLateAsync(PostedEntry repaired) => Task.WhenAll(CreditsByOwner([repaired]).Keys.Select(owner =>
        grains.ReactiveGrain(owner) is { } grain ? Push(grain, owner, Look(repaired.Position)) : Task.CompletedTask));

    // Says that there is more, and not what: the owner reads it from the journal.
    private CreditPush Look(long to) => new(partition, to, to, []);

    private async Task Push(IOwnerGrain grain, OwnerId owner, CreditPush push, bool isTraced)
    {
        if (!isTraced && Span.Current is not null) Span.Current = null;
        underWay[owner] = false;
        await Push(grain, owner, push);
        while (underWay[owner])
        {
            underWay[owner] = false;
            await Push(grain, owner, Look(broughtTo.GetValueOrDefault(owner, startedAt)));
        }
        underWay.Remove(owner);
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
                    partition, posted.Position, entry.Owner, entry.AtMs, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor));
            }
        }
        return byOwner;
    }
}
