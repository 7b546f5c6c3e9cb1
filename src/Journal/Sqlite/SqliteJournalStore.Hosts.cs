using System.Collections.Immutable;

namespace Granary.Journal.Sqlite;

// The registry of hosts: here a process, and perhaps another beside it on the same file.
public sealed partial class SqliteJournalStore : IHostTable
{
    private const string NowMs = "cast(unixepoch('subsec') * 1000 as integer)";

    private const string BeatSql =
        $"""
        delete from host where seen_at_ms < {NowMs} - 600000 and name <> $name;
        insert into host (name, started_at_ms, seen_at_ms, skipped_ms, report) values ($name, $started, {NowMs}, $skipped, $report)
        on conflict (name) do update set
            is_drain_asked = host.is_drain_asked and host.started_at_ms = excluded.started_at_ms,
            started_at_ms = excluded.started_at_ms, seen_at_ms = excluded.seen_at_ms, skipped_ms = excluded.skipped_ms, report = excluded.report;
        select is_drain_asked, (select coalesce(max(skipped_ms), 0) from host where seen_at_ms > {NowMs} - 5000) from host where name = $name
        """;

    private const string ReadHostsSql =
        $"""
        select name, started_at_ms, {NowMs} - seen_at_ms, is_drain_asked, report
        from host where seen_at_ms > {NowMs} - 30000 order by name
        """;

    private const string AskToDrainSql = $"update host set is_drain_asked = 1 where name = $name and seen_at_ms > {NowMs} - 30000";

    private const string LeaveSql = "delete from host where name = $name and started_at_ms = $started";

    public async ValueTask<HostOrders> BeatAsync(string name, long startedAtMs, long skippedMs, string report, CancellationToken cancellation)
    {
        var orders = default(HostOrders);
        await SaveAsync(connection =>
        {
            using var command = Command(connection, BeatSql, ("$name", name), ("$started", startedAtMs), ("$skipped", skippedMs), ("$report", report));
            using var reader = command.ExecuteReader();
            reader.Read();
            orders = new HostOrders(reader.GetBoolean(0), reader.GetInt64(1));
        }, cancellation).ConfigureAwait(false);
        return orders;
    }

    public ValueTask<ImmutableArray<HostRow>> ReadHostsAsync(CancellationToken cancellation) => ReadAsync(connection =>
    {
        using var command = Command(connection, ReadHostsSql);
        using var reader = command.ExecuteReader();
        var rows = ImmutableArray.CreateBuilder<HostRow>();
        while (reader.Read())
        {
            rows.Add(new HostRow(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3), reader.GetString(4)));
        }
        return rows.ToImmutable();
    });

    public async ValueTask<bool> AskToDrainAsync(string name, CancellationToken cancellation)
    {
        var isThere = false;
        await SaveAsync(connection =>
        {
            using var command = Command(connection, AskToDrainSql, ("$name", name));
            isThere = command.ExecuteNonQuery() == 1;
        }, cancellation).ConfigureAwait(false);
        return isThere;
    }

    public ValueTask LeaveAsync(string name, long startedAtMs, CancellationToken cancellation) => SaveAsync(connection =>
    {
        using var command = Command(connection, LeaveSql, ("$name", name), ("$started", startedAtMs));
        command.ExecuteNonQuery();
    }, cancellation);
}
