using Granary.Grains;
using Granary.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>Keeps the feed of every partition alive: nothing but a call wakes a grain again after its host died.</summary>
internal sealed class FeedStarter(IGrainFactory grains, IJournal journal, TimeProvider time, ILogger<FeedStarter> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await Task.WhenAll(Enumerable.Range(0, journal.PartitionCount).Select(partition => Start(partition, stoppingToken)));
        }
        while (await Ticks(timer, stoppingToken));
    }

    private async Task Start(int partition, CancellationToken stopping)
    {
        try
        {
            await grains.GetGrain<IFeedGrain>(partition).Start().WaitAsync(AnswerWithin, time, stopping);
        }
        catch (Exception failed) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning("The feed of partition {Partition} did not start: {Reason}", partition, failed.Message);
        }
        catch (OperationCanceledException)
        {
            // The host stops, and the feed with it.
        }
    }

    private static async Task<bool> Ticks(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
