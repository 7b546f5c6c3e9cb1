using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal.Rows;

/// <summary>Gathers the rows of one owner's load and judges them.</summary>
internal sealed class OwnerLoading(OwnerId owner, Seen? after)
{
    private readonly ImmutableArray<PostedEntry>.Builder own = ImmutableArray.CreateBuilder<PostedEntry>();
    private readonly ImmutableArray<Credit>.Builder credits = ImmutableArray.CreateBuilder<Credit>();
    private OwnerSnapshot? snapshot;
    private CorruptEntryException? corruption;

    /// <summary>True when the stored snapshot is not what was saved: it is then loaded as if there were none.</summary>
    internal bool HasBadSnapshot { get; private set; }

    internal void Found(StoredSnapshot stored, int partitionCount)
    {
        HasBadSnapshot = !stored.IsIntact || stored.Snapshot.Seen.Positions.Length != partitionCount;
        snapshot = stored.Snapshot;
    }

    internal void Found(StoredEntry entry)
    {
        var expected = (after?.Sequence ?? snapshot?.Seen.Sequence ?? 0) + own.Count + 1;
        if (corruption is not null) return;
        if (entry.Sequence != expected) corruption = new CorruptEntryException(owner, expected, "it is missing");
        else if (!entry.IsIntact) corruption = new CorruptEntryException(owner, entry.Sequence, entry.Flaw!, entry.Partition, entry.Position);
        else own.Add(entry.Posted);
    }

    /// <summary>An entry of somebody else that credits this owner.</summary>
    internal void FoundCredit(StoredEntry entry)
    {
        if (entry.IsIntact)
        {
            foreach (var transfer in entry.Entry.Transfers)
            {
                if (transfer.CreditOwner != owner) continue;
                credits.Add(new Credit(
                    entry.Partition, entry.Position, entry.Owner, entry.Entry.AtMs, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor));
            }
        }
        else if (owner.Kind != OwnerKind.Platform)
        {
            // Counted, it would be an amount that nobody may have paid; left out, it would stay out after it is repaired. Only the platform goes on
            // without: its money decides nothing, and without its keys nobody at all could come in.
            corruption ??= new CorruptEntryException(entry.Owner, entry.Sequence, entry.Flaw!, entry.Partition, entry.Position);
        }
    }

    /// <param name="heads">The head of each partition in the same instant: every credit up to there is among those found.</param>
    internal OwnerLoad Result(ImmutableArray<long> heads)
    {
        if (corruption is not null) return new OwnerLoad(null, corruption);
        var sequence = own.Count > 0 ? own[^1].Entry.Sequence : after?.Sequence ?? snapshot?.Seen.Sequence ?? 0;
        return new OwnerLoad(new OwnerHistory(snapshot, own.ToImmutable(), credits.ToImmutable(), new Seen(sequence, heads)), null);
    }
}
