using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>Everything in the journal that concerns one owner.</summary>
internal sealed class OwnerLog(int partitionCount)
{
    private readonly List<PostedEntry> own = [];
    private readonly List<Credit>[] credits = [.. Enumerable.Range(0, partitionCount).Select(_ => new List<Credit>())];
    private readonly List<OwnerSnapshot> snapshots = [];

    public OwnerStatus Status { get; private set; }

    public long Sequence => own.Count;

    public IReadOnlyList<PostedEntry> Own => own;

    /// <summary>Newest last. A store keeps one; the older ones are here to be served by mistake.</summary>
    public IReadOnlyList<OwnerSnapshot> Snapshots => snapshots;

    public void Add(PostedEntry posted)
    {
        own.Add(posted);
        if (posted.Entry.Event is OwnerEvent happened) Status = Lifecycle.After(Status, happened);
    }

    public void Add(in Credit credit) => credits[credit.Partition].Add(credit);

    public void Keep(OwnerSnapshot snapshot)
    {
        if (snapshots.Count > 0 && snapshot.Seen.Sequence < snapshots[^1].Seen.Sequence) return;
        if (snapshots.Count == 8) snapshots.RemoveAt(0);
        snapshots.Add(snapshot);
    }

    public ImmutableArray<PostedEntry> OwnAfter(long sequence) => [.. own.Skip((int)sequence)];

    public ImmutableArray<Credit> CreditsAfter(ImmutableArray<long> positions)
    {
        var newer = ImmutableArray.CreateBuilder<Credit>();
        for (var partition = 0; partition < credits.Length; partition++) Between(partition, positions[partition], long.MaxValue, newer);
        return newer.DrainToImmutable();
    }

    public void Between(int partition, long from, long to, ImmutableArray<Credit>.Builder found)
    {
        var all = credits[partition];
        var first = all.Count;
        while (first > 0 && all[first - 1].Position > from) first--;
        for (; first < all.Count && all[first].Position <= to; first++) found.Add(all[first]);
    }
}
