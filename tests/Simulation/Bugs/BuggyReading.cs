using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>Now and then a history says that it is whole and misses a credit.</summary>
internal sealed class LostCredit(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override OwnerHistory Told(OwnerHistory history) =>
        history.Credits.IsEmpty || Weather.Below(4) > 0 ? history : history with { Credits = history.Credits.RemoveAt(Weather.Below(history.Credits.Length)) };
}

/// <summary>Now and then the feed jumps over an entry.</summary>
internal sealed class LostPush(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override ImmutableArray<PostedEntry> Told(ImmutableArray<PostedEntry> page) =>
        page.Length < 2 || Weather.Below(4) > 0 ? page : page.RemoveAt(Weather.Below(page.Length - 1));
}

/// <summary>Now and then a credit comes a second time, at another position.</summary>
internal sealed class DoubledEffect(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override OwnerHistory Told(OwnerHistory history)
    {
        if (history.Credits.IsEmpty || Weather.Below(4) > 0) return history;
        var again = history.Credits[Weather.Below(history.Credits.Length)];
        return history with { Credits = history.Credits.Add(again with { Position = history.Seen.Positions[again.Partition] }) };
    }
}

/// <summary>An older state with the newest idea of how much it has seen.</summary>
internal sealed class StaleSnapshot(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override OwnerSnapshot? SnapshotOf(OwnerId owner)
    {
        var kept = Store.Of(owner).Snapshots;
        return kept.Count == 0 ? null : kept[Weather.Below(kept.Count)] with { Seen = kept[^1].Seen };
    }
}

/// <summary>Now and then "what came after" is asked of a replica to which nothing has come yet.</summary>
internal sealed class LaggingReplica(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override OwnerHistory Told(OwnerHistory history)
    {
        if (history.Snapshot is not null || history.Own is [{ Entry.Sequence: 1 }, ..] || Weather.Below(4) > 0) return history;
        var before = history.Seen.Positions.Select((position, partition) =>
            history.Credits.Where(credit => credit.Partition == partition).Select(credit => credit.Position - 1).DefaultIfEmpty(position).Min());
        return new OwnerHistory(Snapshot: null, [], [], new Seen(history.Seen.Sequence - history.Own.Length, [.. before]));
    }
}
