using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>The journal's contract in plain memory: what the real stores promise, without a disk. Never fails; failing is the way there.</summary>
internal sealed partial class ModelStore(int partitionCount)
{
    private readonly List<PostedEntry>[] partitions = [.. Enumerable.Range(0, partitionCount).Select(_ => new List<PostedEntry>())];
    private readonly ModelRows rows = new(partitionCount);
    private readonly Dictionary<Guid, PostedEntry> byCommand = [];
    private readonly Dictionary<Guid, List<PostedEntry>> bySubject = [];
    private readonly Dictionary<string, List<PostedEntry>> byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<OwnerId, OwnerLog> owners = [];

    public int PartitionCount => partitionCount;

    /// <summary>What lies on the disk.</summary>
    public ModelRows Rows => rows;

    public IReadOnlyList<ModelLease> Leases { get; } = [.. Enumerable.Range(0, partitionCount).Select(_ => new ModelLease())];

    /// <summary>Each entry in the moment in which it becomes durable, before anybody can see it.</summary>
    public event Action<PostedEntry>? Landing;

    /// <summary>A partition has grown.</summary>
    public event Action<int>? Grown;

    public event Action<OwnerSnapshot>? Keeping;

    public AppendResult Append(ImmutableArray<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (Find(entry.CommandId) is { } existing) return new AppendResult.Duplicate(existing);
        }
        if (entries[0].Sequence != Of(entries[0].Owner).Sequence + 1) return new AppendResult.Fenced();
        var append = PendingAppend.Of(entries);
        var firstPosition = HeadOf(Partitioning.Of(append.Owner, partitionCount)) + 1;
        for (var i = 0; i < entries.Length; i++) Land(entries[i], append.Bodies[i]);
        var partition = rows.Write(append, firstPosition);
        // A store answers with what it was given; who reads the entry later gets what was written.
        return new AppendResult.Appended([.. entries.Select((entry, i) => new PostedEntry(partition, firstPosition + i, entry))]);
    }

    public PostedEntry? Find(Guid commandId) => byCommand.GetValueOrDefault(commandId);

    public ImmutableArray<PostedEntry> About(Guid subject)
    {
        var about = bySubject.GetValueOrDefault(subject) ?? [];
        return Find(subject) is { } begun ? [begun, .. about] : [.. about];
    }

    public ImmutableArray<PostedEntry> ReferringTo(string reference, OwnerId? owner, int countMax) =>
        byReference.TryGetValue(reference, out var found)
            ? [.. found.Where(posted => owner is null || posted.Entry.Owner == owner).Take(countMax)]
            : [];

    public IEnumerable<OwnerLog> Owners => owners.OrderBy(owner => owner.Key.Packed).Select(owner => owner.Value);

    public OwnerLog Of(OwnerId owner)
    {
        if (!owners.TryGetValue(owner, out var log)) owners.Add(owner, log = new OwnerLog(partitionCount));
        return log;
    }

    /// <summary>What an owner has to fold who has a snapshot, or nothing.</summary>
    public OwnerHistory Load(OwnerId owner, OwnerSnapshot? snapshot) =>
        LoadAfter(owner, snapshot?.Seen ?? Seen.Nothing(partitionCount)) with { Snapshot = snapshot };

    public OwnerHistory LoadAfter(OwnerId owner, Seen seen)
    {
        var log = Of(owner);
        return new OwnerHistory(
            Snapshot: null, log.OwnAfter(seen.Sequence), log.CreditsAfter(seen.Positions),
            new Seen(log.Sequence, [.. partitions.Select(partition => (long)partition.Count)]));
    }

    public long HeadOf(int partition) => partitions[partition].Count;

    public ImmutableArray<PostedEntry> Feed(int partition, long after, int countMax) =>
        [.. partitions[partition].Skip((int)after).Take(countMax)];

    public void Keep(OwnerSnapshot snapshot)
    {
        Keeping?.Invoke(snapshot);
        Of(snapshot.Owner).Keep(snapshot);
    }

    private void Land(Entry given, byte[] body)
    {
        // Everybody reads what came back from the bytes, as from a disk.
        var entry = given with { Event = EventJson.Read(given.Event.Kind, body) };
        var partition = Partitioning.Of(entry.Owner, partitionCount);
        var posted = new PostedEntry(partition, partitions[partition].Count + 1, entry);
        Landing?.Invoke(posted);
        partitions[partition].Add(posted);
        byCommand.Add(entry.CommandId, posted);
        if (entry.Event.Subject != Guid.Empty) Index(bySubject, entry.Event.Subject, posted);
        if (entry.Event.Reference is { } reference) Index(byReference, reference, posted);
        Of(entry.Owner).Add(posted);
        foreach (var transfer in entry.Transfers)
        {
            if (transfer.CreditOwner == entry.Owner) continue;
            Of(transfer.CreditOwner).Add(new Credit(
                partition, posted.Position, entry.Owner, entry.AtMs, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor));
        }
        Grown?.Invoke(partition);
    }

    private static void Index<TKey>(Dictionary<TKey, List<PostedEntry>> index, TKey key, PostedEntry posted) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list)) index.Add(key, list = []);
        list.Add(posted);
    }
}
