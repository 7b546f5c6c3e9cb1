using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>A store without the unique key on owner and sequence: whoever comes second is simply put behind.</summary>
internal sealed class NoFence(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override AppendResult Write(ImmutableArray<Entry> entries)
    {
        var next = Store.Of(entries[0].Owner).Sequence + 1;
        return base.Write([.. entries.Select((entry, i) => entry with { Sequence = next + i })]);
    }
}

/// <summary>A journal that says "appended" when it has taken something in, and writes it a little later, if its host still lives.</summary>
internal sealed class AcknowledgeBeforeAppend(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    public override ValueTask<AppendResult> AppendAsync(ImmutableArray<Entry> entries, CancellationToken cancellation = default)
    {
        Time.After(Weather.LatencyUs(), () =>
        {
            if (!IsHostDead) Write(entries);
        });
        return new(new AppendResult.Appended([.. entries.Select(entry => new PostedEntry(PartitionOf(entry.Owner), 0, entry))]));
    }
}

/// <summary>After an unknown end it does not look whether the command is there, but carries it out once more under a new id.</summary>
internal sealed class DecideAfterUnknown(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override AppendResult InDoubt(ImmutableArray<Entry> entries)
    {
        var next = Store.Of(entries[0].Owner).Sequence + 1;
        return Write([.. entries.Select((entry, i) => entry with { Sequence = next + i, CommandId = CommandId.OfEffect(entry.CommandId, "again") })]);
    }
}

/// <summary>Now and then one bit of what was written turns over on the disk.</summary>
internal sealed class FlippedBit(ModelStore store, StoreWeather weather, VirtualTime time) : ModelJournal(store, weather, time)
{
    protected override AppendResult Write(ImmutableArray<Entry> entries)
    {
        var result = base.Write(entries);
        if (result is AppendResult.Appended && Weather.Below(50) == 0) Store.Rows.FlipBit(PartitionOf(entries[0].Owner));
        return result;
    }
}
