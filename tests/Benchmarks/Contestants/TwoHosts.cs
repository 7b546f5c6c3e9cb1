using Granary.Cli.Load;
using Granary.Ledger;

namespace Granary.Benchmarks;

/// <summary>The engine's payments through two hosts over one journal, each with half of the payers, as a proxy that hashes owners would send them.</summary>
public sealed class TwoHosts(Databases databases, BenchOptions options) : IContestant
{
    private readonly Random[] randoms = [.. Enumerable.Range(0, BenchOptions.InFlight).Select(worker => new Random(worker))];
    private readonly Zipf popularity = new(options.MerchantCount);
    private HostedSilo? one, other;
    private long count;

    public string Name => "two_hosts_per_s";

    public string ConnectionString { get; private set; } = "";

    public async Task PrepareAsync()
    {
        ConnectionString = databases.Create();
        one = await HostedSilo.StartAsync(ConnectionString, Path.Combine(databases.Folder, "host-one"));
        other = await HostedSilo.StartAsync(ConnectionString, Path.Combine(databases.Folder, "host-other"));
        await one.OpenAsync(OwnerKind.Merchant, 1, options.MerchantCount);
        await one.OpenAsync(OwnerKind.User, 1, options.PayerCount);
        await one.DepositAsync(1, options.PayerCount);
        await MeasureAsync(options.WarmUp);
    }

    public Task<Measurement> MeasureAsync(TimeSpan duration) => Flood.ForAsync(duration, BenchOptions.InFlight, worker =>
    {
        var random = randoms[worker];
        var payer = random.Next(options.PayerCount) + 1;
        return (payer % 2 == 0 ? one : other)!.PayAsync(payer, popularity.Next(random) + 1, random.Next(1, 100), $"two-{Interlocked.Increment(ref count)}");
    });

    public async ValueTask DisposeAsync()
    {
        if (one is not null) await one.DisposeAsync();
        if (other is not null) await other.DisposeAsync();
    }
}
