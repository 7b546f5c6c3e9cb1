using Granary.Grains;
using Granary.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>
/// Keeps a bell in every partition whose feed is led: deliveries that wait for another attempt must not wait for somebody to write an entry.
/// </summary>
internal sealed class WebhookStarter(IGrainFactory grains, IJournal journal, TimeProvider time, ILogger<WebhookStarter> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await Task.WhenAll(Enumerable.Range(0, journal.PartitionCount).Select(partition => Start(partition, stoppingToken)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, and the bells with it.
        }
    }

    private async Task Start(int partition, CancellationToken stopping)
    {
        try
        {
            var feed = await grains.GetGrain<IFeedGrain>(partition).Status().WaitAsync(AnswerWithin, time, stopping);
            if (feed.IsLeading) await grains.GetGrain<IWebhookBellGrain>(partition).CatchUp().WaitAsync(AnswerWithin, time, stopping);
        }
        catch (Exception failed) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning("The bell of partition {Partition} did not answer: {Reason}", partition, failed.Message);
        }
    }
}
