using System.Diagnostics;
using Granary.Fixtures;
using Npgsql;

namespace Granary.EndToEnd;

/// <summary>No byte more fits on the disk for a while.</summary>
/// <param name="isWal">WAL is written into segments that are there already; so they are made to end.</param>
internal sealed class DiskFull(PostgresServer? postgres, SmallDisk disk, TimeSpan full, bool isWal = false) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        disk.Fill();
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < full)
        {
            await Task.Delay(500);
            if (isWal) await Task.Run(EndSegment);
        }
        disk.Free();
        if (postgres is null) return "disk filled and freed";
        // A server that cannot even recover gives up, and its supervisor starts it again.
        await Task.Delay(1_000);
        if (!postgres.HasGivenUp) return "disk filled and freed";
        await Task.Run(postgres.Start);
        return "disk filled, PostgreSQL gave up, disk freed and PostgreSQL started";
    }

    private void EndSegment()
    {
        try
        {
            postgres!.Execute("select pg_switch_wal()");
        }
        catch (NpgsqlException)
        {
            // That was the one which did not fit any more.
        }
    }
}

/// <summary>Others hold every connection that the server has to give, and the hosts lose theirs.</summary>
internal sealed class ConnectionsExhausted(PostgresServer postgres, TimeSpan held) : IFault
{
    private const string EndHosts = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'granary%'";

    public async Task<string> StrikeAsync(Random chance)
    {
        List<NpgsqlConnection> taken = [];
        var until = DateTime.UtcNow + held;
        for (var isFirst = true; DateTime.UtcNow < until; isFirst = false)
        {
            var connection = new NpgsqlConnection(postgres.ConnectionString("postgres") + ";Pooling=false;Timeout=5");
            try
            {
                await connection.OpenAsync();
                taken.Add(connection);
                await using var end = new NpgsqlCommand(EndHosts, connection);
                await end.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // None is left: as it should be.
                await connection.DisposeAsync();
                await Task.Delay(20);
            }
            Assert.True(!isFirst || taken.Count == 1, "not even one connection to begin with");
        }
        foreach (var connection in taken) await connection.DisposeAsync();
        return $"all connections taken by others, {taken.Count} in the end";
    }
}

/// <summary>The heads of all partitions are locked, and again: every commit waits, as on a disk that is slow to flush, or waits in vain.</summary>
internal sealed class HeadsHeld(string database, TimeSpan held, int times) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        for (var time = 0; time < times; time++)
        {
            await using var connection = new NpgsqlConnection(database + ";Pooling=false");
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var holding = new NpgsqlCommand("select from journal_head for update", connection)) await holding.ExecuteNonQueryAsync();
            await Task.Delay(held);
            Assert.NotEqual(0, PostgresServer.Number(database, "select count(*) from pg_locks where not granted"));
            await transaction.RollbackAsync();
        }
        return $"all heads held {times} times for {held.TotalSeconds} s";
    }
}

/// <summary>The server takes nothing but reads, as a standby does.</summary>
internal sealed class DatabaseReadOnly(PostgresServer postgres, TimeSpan readOnly) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        postgres.Execute("alter system set default_transaction_read_only = on");
        postgres.Execute("select pg_reload_conf()");
        await Task.Delay(readOnly);
        postgres.Execute("alter system reset default_transaction_read_only");
        postgres.Execute("select pg_reload_conf()");
        return $"read-only for {readOnly.TotalSeconds} s";
    }
}

/// <summary>The wire between one host and PostgreSQL: nothing arrives for a while, and then everything does; or all of it arrives late.</summary>
internal sealed class WireBad(LaggingProxy wire, TimeSpan broken, TimeSpan lag) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        var before = wire.DelayedCount;
        if (lag > TimeSpan.Zero) wire.Lag(lag);
        else wire.Break();
        await Task.Delay(broken);
        Assert.NotEqual(before, wire.DelayedCount);
        wire.Lag(TimeSpan.Zero);
        wire.Mend();
        return lag > TimeSpan.Zero ? $"one host's wire {lag.TotalMilliseconds} ms longer each way for {broken.TotalSeconds} s" : $"one host's wire broken for {broken.TotalSeconds} s";
    }
}
