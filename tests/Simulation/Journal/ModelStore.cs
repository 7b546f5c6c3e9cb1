using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>The journal's contract in plain memory: what the real stores promise, without a disk. Never fails; failing is the way there.</summary>
internal sealed class ModelStore(int partitionCount)
{
    private readonly List<PostedEntry>[] partitions = [.. Enumerable.Range(0, partitionCount).Select(_ => new List<PostedEntry>())];
    private readonly Dictionary<Guid, PostedEntry> byCommand = [];
    private readonly Dictionary<Guid, List<PostedEntry>> bySubject = [];
    private readonly Dictionary<string, List<PostedEntry>> byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<OwnerId, OwnerLog> owners = [];
    private readonly Dictionary<(string Reader, int Partition), List<long>> cursors = [];
    private readonly SortedDictionary<(string Observer, int Partition, string Subject, int Day), Observation> observations = [];

    public int PartitionCount => partitionCount;

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
        return entries[0].Sequence == Of(entries[0].Owner).Sequence + 1
            ? new AppendResult.Appended([.. entries.Select(Land)])
            : new AppendResult.Fenced();
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

    /// <summary>Everything a reader ever said, newest last; the first is that it said nothing.</summary>
    public List<long> CursorsOf(string reader, int partition)
    {
        if (!cursors.TryGetValue((reader, partition), out var kept)) cursors.Add((reader, partition), kept = [0]);
        return kept;
    }

    public bool SaveObservations(string observer, int partition, long from, long to, IReadOnlyList<Observation> changed)
    {
        var said = CursorsOf(observer, partition);
        if (said[^1] != from) return false;
        said.Add(to);
        foreach (var row in changed) observations[(observer, partition, row.Subject, row.Day)] = row;
        return true;
    }

    public ImmutableArray<Observation> Observations(string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked) =>
        [.. asked.Select(key => observations.GetValueOrDefault((observer, partition, key.Subject, key.Day))).OfType<Observation>()];

    public ImmutableArray<Observation> Observations(string observer, string subject, int firstDay, int lastDay) =>
    [
        .. observations.Where(row => row.Key.Observer == observer && row.Key.Subject == subject && row.Key.Day >= firstDay && row.Key.Day <= lastDay)
            .Select(row => row.Value).OrderBy(row => row.Day),
    ];

    public void DeleteObservations(string observer, int partition)
    {
        cursors.Remove((observer, partition));
        foreach (var key in observations.Keys.Where(key => key.Observer == observer && key.Partition == partition).ToList()) observations.Remove(key);
    }

    private PostedEntry Land(Entry entry)
    {
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
        return posted;
    }

    private static void Index<TKey>(Dictionary<TKey, List<PostedEntry>> index, TKey key, PostedEntry posted) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list)) index.Add(key, list = []);
        list.Add(posted);
    }
}
