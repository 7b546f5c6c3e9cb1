using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;
using Span = System.Diagnostics.Activity;

namespace Granary.Grains;

/// <summary>Brings the credits of one partition to reactive owners, in order, at least once.</summary>
/// <param name="startedAt">The position after which this one reads.</param>
internal sealed class CreditBringer(int partition, long startedAt, IGrainFactory grains, TimeProvider time, ILogger log)
{
    // Usually a push takes a millisecond. An owner that is loaded meanwhile, or writes, takes longer, and nobody else shall wait for it: the feed's
    // cursor does instead.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    // An owner that cannot be reached is asked so often, longer and longer apart. One that cannot even then reads the journal when it next wakes. While
    // the store is what is missing, it is nobody's own trouble, and ends.
    private const int TriesMax = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30);

    // Owners that still take a push.
    private readonly Dictionary<OwnerId, UnderWay> underWay = [];
    private readonly Dictionary<OwnerId, long> broughtTo = [];
    private long startedAt = startedAt;
    private bool isOver;

    public async Task BringAsync(ImmutableArray<PostedEntry> page, PageTrace? trace)
    {
        var (before, to) = (page[0].Position - 1, page[^1].Position);
        var pushes = new List<Task>();
        foreach (var (owner, credits) in CreditsByOwner(page))
        {
            if (grains.ReactiveGrain(owner) is not { } grain) continue;
            // Between the last credit brought to this owner and this page there was none, or it would have been brought.
            var from = broughtTo.GetValueOrDefault(owner, startedAt);
            broughtTo[owner] = to;
            if (underWay.TryGetValue(owner, out var way)) way.MoreAfter ??= before;
            else pushes.Add(Push(grain, owner, before, new CreditPush(partition, from, to, credits.ToImmutable()), isTraced: trace?.Tells(credits) == true));
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
    /// Up to where every owner has taken what was brought, of what was brought up to a position. Whoever leads next begins there: an owner that was
    /// told nothing might never wake.
    /// </summary>
    public long TakenUpTo(long position) => underWay.Count == 0 ? position : Math.Min(position, underWay.Values.Min(way => way.TakenUpTo));

    /// <summary>Somebody else leads: nothing is tried again.</summary>
    public void End() => isOver = true;

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
        grains.ReactiveGrain(owner) is { } grain ? Push(grain, owner, Look(repaired.Position), triesMax: 1) : Task.CompletedTask));

    // Says that there is more, and not what: the owner reads it from the journal.
    private CreditPush Look(long to) => new(partition, to, to, []);

    private async Task Push(IOwnerGrain grain, OwnerId owner, long before, CreditPush push, bool isTraced)
    {
        if (!isTraced && Span.Current is not null) Span.Current = null;
        var way = underWay[owner] = new UnderWay { TakenUpTo = before };
        await Push(grain, owner, push, TriesMax);
        while (way.MoreAfter is { } more)
        {
            (way.TakenUpTo, way.MoreAfter) = (more, null);
            await Push(grain, owner, Look(broughtTo.GetValueOrDefault(owner, startedAt)), TriesMax);
        }
        underWay.Remove(owner);
    }

    // One owner that cannot take its credits now must not hold up the others.
    private async Task Push(IOwnerGrain grain, OwnerId owner, CreditPush push, int triesMax)
    {
        var pause = FirstPause;
        for (var tries = 1; !isOver; tries++)
        {
            try
            {
                await grain.Receive(push);
                return;
            }
            catch (Exception failed)
            {
                log.LogWarning("{Owner} did not take its credits up to {Position}: {Reason}", owner, push.To, failed.Message);
                if (tries >= triesMax && failed is not JournalUnavailableException) return;
            }
            await Task.Delay(pause, time);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
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

    private sealed class UnderWay
    {
        /// <summary>The owner has taken everything up to here. Not where its push begins: between that and its page there is nothing of it.</summary>
        public required long TakenUpTo { get; set; }

        /// <summary>The position after which more came meanwhile; null when nothing did.</summary>
        public long? MoreAfter { get; set; }
    }
}
