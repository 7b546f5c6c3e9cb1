using System.Collections.Immutable;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Span = System.Diagnostics.Activity;

namespace Granary.Grains;

/// <summary>Brings the credits of one partition to reactive owners, in order, at least once.</summary>
/// <param name="startedAt">The position after which this one reads.</param>
internal sealed class CreditBringer(int partition, long startedAt, IGrainFactory grains, ILogger log)
{
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
            pushes.Add(Push(grain, owner, new CreditPush(partition, from, to, credits.ToImmutable()), isTraced: trace?.Tells(credits) == true));
        }
        await Task.WhenAll(pushes);
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
        grains.ReactiveGrain(owner) is { } grain ? Push(grain, owner, new CreditPush(partition, repaired.Position, repaired.Position, [])) : Task.CompletedTask));

    // One owner that cannot take its credits now must not hold up the others: it reads the journal when it next wakes.
    private async Task Push(IOwnerGrain grain, OwnerId owner, CreditPush push, bool isTraced)
    {
        if (!isTraced && Span.Current is not null) Span.Current = null;
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
