using System.Text.Json.Serialization;

namespace Granary.Silo;

/// <summary>What a host says of itself with each beat.</summary>
/// <param name="Role"><c>silo</c>, <c>api</c> or <c>both</c>.</param>
/// <param name="Activations">Owners in memory, by kind.</param>
/// <param name="Hottest">The owners with the most commands lately; counted by a sample.</param>
/// <param name="JournalQueue">Entries waiting or being written, by partition; empty without a journal.</param>
/// <param name="Feeds">The feeds that are led, as far as this host can see: on its own runtime, or in its cluster.</param>
/// <param name="Api">Null without an API.</param>
public sealed record HostReport(
    string Role, string Runtime, string State, IReadOnlyDictionary<string, int> Activations, IReadOnlyList<HotOwner> Hottest,
    IReadOnlyList<int> JournalQueue, IReadOnlyList<LedFeed> Feeds, ApiLoad? Api);

/// <param name="CommandsPerSecond">About.</param>
public sealed record HotOwner(string Owner, long CommandsPerSecond);

/// <param name="LagEntries">How far it was behind the journal when it last looked.</param>
public sealed record LedFeed(int Partition, string Leader, long Position, long LagEntries);

/// <param name="UnderWay">Requests being answered.</param>
/// <param name="UnderWayMax">Beyond this they are shed now.</param>
/// <param name="Shed">Since the host started.</param>
public sealed record ApiLoad(int UnderWay, int UnderWayMax, long Shed);

/// <summary>How busy the API of this host is; a host without one has none registered.</summary>
public delegate ApiLoad ReadApiLoad();

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HostReport))]
public sealed partial class HostReportJson : JsonSerializerContext;
