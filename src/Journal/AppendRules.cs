using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>What must hold of an append before it may queue: a wrong one must fail alone and not the batch that it would travel in.</summary>
internal static class AppendRules
{
    private const int ReferenceLengthMax = 64;

    internal static void Check(ImmutableArray<Entry> entries)
    {
        Invariant.Holds(!entries.IsDefaultOrEmpty);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            Invariant.Holds(entry.Owner == entries[0].Owner);
            Invariant.Holds(entry.Sequence > 0 && entry.Sequence == entries[0].Sequence + i);
            Invariant.Holds(entry.Transfers.Length <= short.MaxValue);
            Invariant.Holds(entry.Event.Reference is not { } reference || (reference.Length <= ReferenceLengthMax && !reference.Contains('\0')));
            foreach (var transfer in entry.Transfers) Invariant.Holds(transfer.AmountMinor > 0);
            for (var j = 0; j < i; j++) Invariant.Holds(entries[j].CommandId != entry.CommandId);
        }
    }
}
