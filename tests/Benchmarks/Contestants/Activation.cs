using System.Diagnostics;
using Granary.Grains;
using Granary.Ledger;
using Orleans.Runtime;

namespace Granary.Benchmarks;

/// <summary>What an active user costs in memory, and how fast users come back into it from the journal.</summary>
public static class Activation
{
    public static async Task<(double PerSecond, double BytesPerUser)> MeasureAsync(string connectionString, string folder, BenchOptions options)
    {
        var count = options.ActiveUserCount;
        await using (var filling = await HostedSilo.StartAsync(connectionString, folder))
        {
            await filling.OpenAsync(OwnerKind.User, 1, count);
            await filling.OpenAsync(OwnerKind.Merchant, 1, 1);
            await filling.DepositAsync(1, count);
            await Flood.OverAsync(1, count, number => filling.PayAsync(number, merchant: 1, amountMinor: 1, $"activation-{number}"));
        }
        // A silo that has never seen these users: nothing of them is in any cache of this process.
        await using var silo = await HostedSilo.StartAsync(connectionString, folder);
        await ActivateAsync(silo, 1, 1_000);
        var bytesBefore = BytesInUse();
        var startedAt = Stopwatch.GetTimestamp();
        await ActivateAsync(silo, 1_001, count);
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        var bytesAfter = BytesInUse();
        // An activation that was collected meanwhile would look cheap.
        var activeCount = await silo.Grains.GetGrain<IManagementGrain>(0).GetTotalActivationCount();
        if (activeCount < count) throw new InvalidOperationException($"only {activeCount} of {count} users are active");
        var activated = count - 1_000;
        return (activated / seconds, (bytesAfter - bytesBefore) / (double)activated);
    }

    private static Task ActivateAsync(HostedSilo silo, int from, int to) =>
        Flood.OverAsync(from, to, number => silo.Grains.GetGrain<IUserGrain>(number).Read());

    private static long BytesInUse()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
