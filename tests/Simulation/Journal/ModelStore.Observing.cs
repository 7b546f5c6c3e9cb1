using System.Collections.Immutable;
using Granary.Journal;

namespace Granary.Simulation;

/// <summary>Where readers of the feed keep how far they are and what they made of it.</summary>
internal sealed partial class ModelStore
{
    private readonly Dictionary<(string Reader, int Partition), List<long>> cursors = [];
    private readonly SortedDictionary<(string Observer, int Partition, string Subject, int Day), Observation> observations = [];

    /// <summary>Where every reader is.</summary>
    public IEnumerable<FeedCursor> Cursors => cursors.Select(cursor => new FeedCursor(cursor.Key.Reader, cursor.Key.Partition, cursor.Value[^1]));

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
}
