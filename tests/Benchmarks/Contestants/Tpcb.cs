namespace Granary.Benchmarks;

/// <summary>
/// pgbench's TPC-B-like script with 16 clients. Once as pgbench comes (scale 1, simple protocol), where the clients wait for one another at
/// the one branch row, as payments wait at a hot account; once as it is at its best (scale 16, prepared statements).
/// </summary>
public sealed class Tpcb(Databases databases, bool isAtItsBest) : IContestant
{
    private readonly int scale = isAtItsBest ? Pgbench.ClientCount : 1;
    private Pgbench? pgbench;

    public string Name => isAtItsBest ? "tpcb_best_per_s" : "tpcb_per_s";

    public async Task PrepareAsync()
    {
        pgbench = new Pgbench(databases.Create());
        await pgbench.InitializeAsync(scale);
    }

    public Task<Measurement> MeasureAsync(TimeSpan duration) =>
        pgbench!.MeasureAsync(duration, isAtItsBest ? Pgbench.Prepared : Pgbench.Simple, "-b", "tpcb-like");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
