using Granary.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>Calls for every partition, again and again, what must not sleep there: nothing but a call wakes a grain again after its host died.</summary>
/// <param name="what">What does not answer, for the log.</param>
internal sealed class EachPartition(
    string what, TimeSpan period, Func<int, Task> call, IJournal journal, TimeProvider time, ILogger<EachPartition> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            do
            {
                await Task.WhenAll(Enumerable.Range(0, journal.PartitionCount).Select(partition => CallAsync(partition, stoppingToken)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, and its grains with it.
        }
    }

    private async Task CallAsync(int partition, CancellationToken stopping)
    {
        try
        {
            await call(partition).WaitAsync(2 * period, time, stopping);
        }
        catch (Exception failed) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning("The {What} of partition {Partition} does not answer: {Reason}", what, partition, failed.Message);
        }
    }
}
