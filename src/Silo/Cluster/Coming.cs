namespace Granary.Silo;

/// <summary>
/// What a host asks of the others while it comes. When many come back together a call may still go to one that is gone, and a host that gave up
/// then would only have to be started again.
/// </summary>
public static class Coming
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="ask">May be done again, whatever became of it before.</param>
    public static async Task AskAsync(Func<Task> ask, TimeProvider time, CancellationToken stopping)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (Exception failed) when (MachineFaults.Of(failed) == MachineFault.Unavailable && time.GetElapsedTime(since) < Patience && !stopping.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, stopping);
            }
        }
    }
}
