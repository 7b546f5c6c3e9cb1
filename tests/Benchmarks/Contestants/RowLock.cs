using Npgsql;

namespace Granary.Benchmarks;

/// <summary>Our own short double entry with row locks: the usual way, see rowlock.sql. Spread over all payers, or all of it from one payer.</summary>
public sealed class RowLock(Databases databases, BenchOptions options, bool isHotPayer) : IContestant
{
    private const long MerchantFrom = 10_000_000;
    private readonly string scriptPath = Path.Combine(databases.Folder, $"rowlock-{(isHotPayer ? "hot" : "spread")}.sql");
    private Pgbench? pgbench;

    public string Name => isHotPayer ? "rowlock_hot_per_s" : "rowlock_per_s";

    public async Task PrepareAsync()
    {
        var connectionString = databases.Create();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var schema = source.CreateCommand(await Sql.ReadAsync("rowlock.sql"));
        await schema.ExecuteNonQueryAsync();
        await using var accounts = source.CreateCommand($"""
            insert into account select n, 1000000000000 from generate_series(1, {options.PayerCount}) n;
            insert into account select {MerchantFrom} + n, 0 from generate_series(1, {options.MerchantCount}) n;
            """);
        await accounts.ExecuteNonQueryAsync();
        // 1.001 is the flattest Zipf that pgbench knows; ours is exactly 1.
        await File.WriteAllTextAsync(scriptPath, $"""
            \set payer {(isHotPayer ? "1" : $"random(1, {options.PayerCount})")}
            \set merchant {MerchantFrom} + random_zipfian(1, {options.MerchantCount}, 1.001)
            \set amount random(1, 100)
            select pay(:payer, :merchant, :amount);

            """);
        pgbench = new Pgbench(connectionString);
    }

    public Task<Measurement> MeasureAsync(TimeSpan duration) => pgbench!.MeasureAsync(duration, Pgbench.Prepared, "-f", scriptPath);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
