namespace Granary.Benchmarks;

/// <summary>pgbench's TPC-B-like script at scale 10: what a database vendor would measure.</summary>
public sealed class Tpcb(Databases databases) : IContestant
{
    private Pgbench? pgbench;

    public string Name => "tpcb_per_s";

    public async Task PrepareAsync()
    {
        pgbench = new Pgbench(databases.Create());
        await pgbench.InitializeAsync(scale: 10);
    }

    public Task<Measurement> MeasureAsync(TimeSpan duration) => pgbench!.MeasureAsync(duration, "-b", "tpcb-like");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
