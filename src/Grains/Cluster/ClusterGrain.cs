using Granary.Journal;
using Orleans.Concurrency;

namespace Granary.Grains;

[Reentrant]
public sealed class ClusterGrain(IHostTable hosts, IJournal journal) : Grain, IClusterGrain
{
    public async Task<BeatAnswer> Beat(HostBeat beat)
    {
        var orders = await hosts.BeatAsync(beat.Name, beat.StartedAtMs, beat.SkippedMs, beat.Report, CancellationToken.None);
        return new BeatAnswer(orders.IsDrainAsked, orders.SkippedMs);
    }

    public async Task Leave(string name, long startedAtMs) => await hosts.LeaveAsync(name, startedAtMs, CancellationToken.None);

    public async Task<ClusterView> Read()
    {
        // The hosts first: no feed may seem to be ahead of the journal.
        var rows = await hosts.ReadHostsAsync(CancellationToken.None);
        var heads = await Task.WhenAll(Enumerable.Range(0, journal.PartitionCount).Select(partition => journal.HeadPositionAsync(partition).AsTask()));
        return new ClusterView([.. rows.Select(row => new HostView(row.Name, row.StartedAtMs, row.SeenAgoMs, row.IsDrainAsked, row.Report))], [.. heads]);
    }

    public async Task<bool> Drain(string name) => await hosts.AskToDrainAsync(name, CancellationToken.None);

    public async Task Probe()
    {
        await journal.HeadPositionAsync(partition: 0);
        if (journal.RefusesWrites) throw new JournalUnavailableException("the store takes no writes");
    }
}
