using Granary.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>
/// Looks each second where the journal ends, and ends this host when that is before what it knew: a restored backup or a standby that lacked something.
/// Started again it remembers only what is.
/// </summary>
internal sealed class JournalWatch(
    GroupCommitJournal journal, HostState state, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<JournalWatch> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (!journal.WentBack.IsCompleted)
            {
                for (var partition = 0; partition < journal.PartitionCount; partition++) await LookAsync(partition, stoppingToken);
                await Task.WhenAny(journal.WentBack, timer.WaitForNextTickAsync(stoppingToken).AsTask());
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        var what = await journal.WentBack;
        log.LogCritical("The journal went back: {What}. This host ends, for what it remembers never happened", what);
        state.Break($"the journal went back: {what}");
        lifetime.StopApplication();
    }

    private async Task LookAsync(int partition, CancellationToken stopping)
    {
        try
        {
            await journal.HeadPositionAsync(partition, stopping);
        }
        catch (JournalUnavailableException)
        {
            // The next look may say more.
        }
    }
}
