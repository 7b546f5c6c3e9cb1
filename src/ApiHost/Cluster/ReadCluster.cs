using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>The hosts of this journal and the feeds of its partitions, as they say of themselves.</summary>
internal static class ReadCluster
{
    private const long SilentAfterMs = 5_000;

    public static Operation Operation { get; } = new("Look at the hosts and feeds", HandleAsync) { Answers = [(200, "Cluster")] };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var cluster = await call.Grains.GetGrain<IClusterGrain>(0).Read();
        var nowMs = call.Services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        List<(HostView Host, HostReport Report)> hosts =
            [.. cluster.Hosts.Select(host => (host, JsonSerializer.Deserialize(host.Report, HostReportJson.Default.HostReport)!))];
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("hosts"u8);
            foreach (var (host, report) in hosts) WriteHost(writer, host, report, nowMs);
            writer.WriteEndArray();
            writer.WriteStartArray("feeds"u8);
            for (var partition = 0; partition < cluster.HeadPositions.Length; partition++)
            {
                WriteFeed(writer, partition, cluster.HeadPositions[partition], hosts.Where(one => one.Host.SeenAgoMs <= SilentAfterMs));
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void WriteHost(Utf8JsonWriter writer, HostView host, HostReport report, long nowMs)
    {
        writer.WriteStartObject();
        writer.WriteString("host"u8, host.Name);
        writer.WriteString("role"u8, report.Role);
        writer.WriteString("runtime"u8, report.Runtime);
        writer.WriteString("state"u8, host.SeenAgoMs > SilentAfterMs ? "silent" : host.IsDrainAsked ? HostState.Draining : report.State);
        writer.WriteInstant("startedAt"u8, host.StartedAtMs);
        writer.WriteInstant("seenAt"u8, nowMs - host.SeenAgoMs);
        writer.WriteStartObject("activations"u8);
        foreach (var (kind, count) in report.Activations) writer.WriteNumber(kind, count);
        writer.WriteEndObject();
        writer.WriteStartArray("hottest"u8);
        foreach (var hot in report.Hottest)
        {
            writer.WriteStartObject();
            writer.WriteString("owner"u8, hot.Owner);
            writer.WriteNumber("commandsPerSecond"u8, hot.CommandsPerSecond);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("journalQueue"u8);
        foreach (var entries in report.JournalQueue) writer.WriteNumberValue(entries);
        writer.WriteEndArray();
        if (report.Api is { } api)
        {
            writer.WriteStartObject("api"u8);
            writer.WriteNumber("underWay"u8, api.UnderWay);
            writer.WriteNumber("underWayMax"u8, api.UnderWayMax);
            writer.WriteNumber("shed"u8, api.Shed);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteFeed(Utf8JsonWriter writer, int partition, long head, IEnumerable<(HostView Host, HostReport Report)> hosts)
    {
        // Where hosts share a cluster each of them sees the one that leads; where each has a runtime of its own, only the leader does.
        var newest = hosts.SelectMany(one => one.Report.Feeds).Where(feed => feed.Partition == partition).MaxBy(feed => feed.Position);
        writer.WriteStartObject();
        writer.WriteNumber("partition"u8, partition);
        writer.WriteNumber("head"u8, head);
        // A feed that nobody leads has no lag: better nothing than a guess.
        if (newest is not null)
        {
            writer.WriteString("leader"u8, newest.Leader);
            writer.WriteNumber("position"u8, newest.Position);
            writer.WriteNumber("lagEntries"u8, newest.LagEntries);
        }
        writer.WriteEndObject();
    }
}
