using System.Collections.Immutable;
using Npgsql;

namespace Granary.Journal.Postgres;

// The registry of hosts. Its commits need not wait for the disk: a beat is old after a second.
public sealed partial class PostgresJournalStore : IHostTable
{
    private const string BeatSql =
        """
        with old as (delete from host where seen_at < now() - interval '10 minutes' and name <> $1),
        beat as (
            insert into host (name, started_at_ms, seen_at, skipped_ms, report) values ($1, $2, now(), $3, $4)
            on conflict (name) do update set
                is_drain_asked = host.is_drain_asked and host.started_at_ms = excluded.started_at_ms,
                started_at_ms = excluded.started_at_ms, seen_at = excluded.seen_at, skipped_ms = excluded.skipped_ms, report = excluded.report
            returning is_drain_asked)
        select beat.is_drain_asked, (select coalesce(max(skipped_ms), 0) from host where seen_at > now() - interval '5 seconds') from beat
        """;

    private const string ReadHostsSql =
        """
        select name, started_at_ms, (extract(epoch from now() - seen_at) * 1000)::bigint, is_drain_asked, report
        from host where seen_at > now() - interval '30 seconds' order by name
        """;

    private const string AskToDrainSql = "update host set is_drain_asked = true where name = $1 and seen_at > now() - interval '30 seconds'";

    private const string LeaveSql = "delete from host where name = $1 and started_at_ms = $2";

    public ValueTask<HostOrders> BeatAsync(string name, long startedAtMs, long skippedMs, string report, CancellationToken cancellation) =>
        ReadAsync(watchers, async connection =>
        {
            await using var command = HostCommand(connection, BeatSql, name);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = startedAtMs });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = skippedMs });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = report });
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await reader.ReadAsync(cancellation).ConfigureAwait(false);
            return new HostOrders(reader.GetBoolean(0), reader.GetInt64(1));
        }, cancellation);

    public ValueTask<ImmutableArray<HostRow>> ReadHostsAsync(CancellationToken cancellation) => ReadAsync(watchers, async connection =>
    {
        await using var command = new NpgsqlCommand(ReadHostsSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var rows = ImmutableArray.CreateBuilder<HostRow>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(new HostRow(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3), reader.GetString(4)));
        }
        return rows.ToImmutable();
    }, cancellation);

    public ValueTask<bool> AskToDrainAsync(string name, CancellationToken cancellation) => ReadAsync(watchers, async connection =>
    {
        await using var command = HostCommand(connection, AskToDrainSql, name);
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1;
    }, cancellation);

    public async ValueTask LeaveAsync(string name, long startedAtMs, CancellationToken cancellation) => await ReadAsync(watchers, async connection =>
    {
        await using var command = HostCommand(connection, LeaveSql, name);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = startedAtMs });
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }, cancellation).ConfigureAwait(false);

#pragma warning disable CA2100 // Constants of this class only.
    private static NpgsqlCommand HostCommand(NpgsqlConnection connection, string sql, string name)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return command;
    }
#pragma warning restore CA2100
}
