using System.Collections.Immutable;

namespace Granary.Grains;

/// <summary>What the hosts of one journal say of themselves and are told. Any key will do; it holds nothing.</summary>
[Alias("granary.cluster")]
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>"I am here", from a host without a journal of its own.</summary>
    Task<BeatAnswer> Beat(HostBeat beat);

    /// <summary>The host is gone and says so.</summary>
    Task Leave(string name, long startedAtMs);

    Task<ClusterView> Read();

    /// <summary>Tells a host to leave. False when there is no such host.</summary>
    Task<bool> Drain(string name);

    /// <summary>Completes when the journal behind the grains answers and takes writes.</summary>
    Task Probe();
}

/// <param name="StartedAtMs">Tells two lives of one name apart.</param>
/// <param name="SkippedMs">How far its sandbox clock is ahead of the time.</param>
/// <param name="Report">JSON.</param>
[GenerateSerializer, Immutable, Alias("granary.host-beat")]
public sealed record HostBeat([property: Id(0)] string Name, [property: Id(1)] long StartedAtMs, [property: Id(2)] long SkippedMs, [property: Id(3)] string Report);

/// <param name="SkippedMs">The farthest sandbox clock of all hosts.</param>
[GenerateSerializer, Immutable, Alias("granary.beat-answer")]
public sealed record BeatAnswer([property: Id(0)] bool IsDrainAsked, [property: Id(1)] long SkippedMs);

/// <summary>All hosts that were seen within half a minute, and where every partition of the journal ends.</summary>
[GenerateSerializer, Immutable, Alias("granary.cluster-view")]
public sealed record ClusterView([property: Id(0)] ImmutableArray<HostView> Hosts, [property: Id(1)] ImmutableArray<long> HeadPositions);

/// <param name="Report">JSON, as the host wrote it.</param>
[GenerateSerializer, Immutable, Alias("granary.host-view")]
public sealed record HostView(
    [property: Id(0)] string Name,
    [property: Id(1)] long StartedAtMs,
    [property: Id(2)] long SeenAgoMs,
    [property: Id(3)] bool IsDrainAsked,
    [property: Id(4)] string Report);
