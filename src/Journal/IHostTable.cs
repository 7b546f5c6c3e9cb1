using System.Collections.Immutable;

namespace Granary.Journal;

/// <summary>
/// The hosts that work on one journal, as they say of themselves once a second. Nothing rests on it but what operators see and ask for; a
/// host that is missing here works as well as any.
/// </summary>
public interface IHostTable
{
    /// <summary>"I am here": enters or renews the host's row.</summary>
    /// <param name="startedAtMs">Tells two lives of one name apart: what was asked of the former is not asked of the latter.</param>
    /// <param name="skippedMs">How far its sandbox clock is ahead of the time.</param>
    /// <param name="report">JSON, for whoever reads the table.</param>
    ValueTask<HostOrders> BeatAsync(string name, long startedAtMs, long skippedMs, string report, CancellationToken cancellation);

    /// <summary>Every host that was seen within the last half minute, by name.</summary>
    ValueTask<ImmutableArray<HostRow>> ReadHostsAsync(CancellationToken cancellation);

    /// <summary>Lets the host's next beat answer that it is to leave. False when no such host was seen within the last half minute.</summary>
    ValueTask<bool> AskToDrainAsync(string name, CancellationToken cancellation);

    /// <summary>The host is gone and says so.</summary>
    ValueTask LeaveAsync(string name, long startedAtMs, CancellationToken cancellation);
}

/// <summary>What a beat is answered.</summary>
/// <param name="SkippedMs">The farthest sandbox clock among the hosts that live.</param>
public readonly record struct HostOrders(bool IsDrainAsked, long SkippedMs);

/// <param name="SeenAgoMs">By the database's clock, so that the hosts' own need not agree.</param>
public sealed record HostRow(string Name, long StartedAtMs, long SeenAgoMs, bool IsDrainAsked, string Report);
