using Granary.Cli.Load;
using Granary.Ledger;

namespace Granary.Benchmarks;

/// <summary>
/// Whether the engine slows down as its ledger grows: the same payers and merchants are measured again when so many payments and accounts
/// are in the journal. All accounts stay open in memory, as they would on a busy day.
/// </summary>
public static class Growth
{
    private const int RoundCount = 3;

    public static async Task<IReadOnlyList<(int Size, double PerSecond)>> MeasureAsync(string connectionString, string folder, BenchOptions options)
    {
        await using var silo = await HostedSilo.StartAsync(connectionString, folder);
        var popularity = new Zipf(options.MerchantCount);
        var randoms = Enumerable.Range(0, BenchOptions.InFlight).Select(worker => new Random(worker)).ToArray();
        var payers = options.GrowthSteps[0] / 2;
        await silo.OpenAsync(OwnerKind.Merchant, 1, options.MerchantCount);
        var (opened, paid) = (0L, 0L);
        var steps = new List<(int, double)>();
        foreach (var size in options.GrowthSteps)
        {
            await silo.OpenAsync(OwnerKind.User, (int)opened + 1, size);
            if (opened == 0) await silo.DepositAsync(1, payers);
            opened = size;
            var missing = size - (int)paid;
            if (missing > 0) await Flood.OverAsync(1, missing, number => PayToAsync((number % payers) + 1, (number % options.MerchantCount) + 1));
            var rounds = new List<double>();
            for (var round = 0; round < RoundCount; round++) rounds.Add((await Flood.ForAsync(options.RoundTime, BenchOptions.InFlight, PayAsync)).PerSecond);
            steps.Add((size, Median.Of(rounds)));
        }
        if (await silo.ProveAsync() is { } wrong) throw new InvalidOperationException($"growth: {wrong}");
        return steps;

        Task<bool> PayAsync(int worker) => PayToAsync(randoms[worker].Next(payers) + 1, popularity.Next(randoms[worker]) + 1);

        // Numbered by one counter, which also says how many there are by now.
        async Task<bool> PayToAsync(int payer, int merchant)
        {
            var isPaid = await silo.PayAsync(payer, merchant, amountMinor: 1, $"growth-{Interlocked.Increment(ref paid)}");
            if (!isPaid) throw new InvalidOperationException("growth: a payment was refused");
            return true;
        }
    }
}
