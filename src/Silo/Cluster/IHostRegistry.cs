using Granary.Grains;
using Granary.Journal;

namespace Granary.Silo;

/// <summary>Where a host says that it is there: in the journal's table, or, without a journal of its own, by way of a grain.</summary>
internal interface IHostRegistry
{
    Task<BeatAnswer> BeatAsync(HostBeat beat, CancellationToken cancellation);

    Task LeaveAsync(string name, long startedAtMs, CancellationToken cancellation);
}

internal sealed class TableRegistry(IHostTable table) : IHostRegistry
{
    public async Task<BeatAnswer> BeatAsync(HostBeat beat, CancellationToken cancellation)
    {
        var orders = await table.BeatAsync(beat.Name, beat.StartedAtMs, beat.SkippedMs, beat.Report, cancellation);
        return new BeatAnswer(orders.IsDrainAsked, orders.SkippedMs);
    }

    public async Task LeaveAsync(string name, long startedAtMs, CancellationToken cancellation) => await table.LeaveAsync(name, startedAtMs, cancellation);
}

internal sealed class GrainRegistry(IGrainFactory grains) : IHostRegistry
{
    // Any will do; one per host spreads them over the silos.
    public Task<BeatAnswer> BeatAsync(HostBeat beat, CancellationToken cancellation) => Grain(beat.Name).Beat(beat).WaitAsync(cancellation);

    public Task LeaveAsync(string name, long startedAtMs, CancellationToken cancellation) => Grain(name).Leave(name, startedAtMs).WaitAsync(cancellation);

    private IClusterGrain Grain(string name) => grains.GetGrain<IClusterGrain>(string.GetHashCode(name, StringComparison.Ordinal));
}
