namespace Granary.Journal.GroupCommit;

/// <summary>
/// Wakes readers of one partition's feed: at once after an append of this process, and by looking at the head now and then after one
/// of another process.
/// </summary>
internal sealed class HeadWatch(
    Func<int, CancellationToken, ValueTask<long>> headOf, int partition, FeedTail tail, JournalOptions options, TimeProvider time)
{
    private readonly Lock gate = new();
    private Task polling = Task.CompletedTask;

    internal async ValueTask WaitAsync(long after, TimeSpan atMost, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var rise = tail.RiseAbove(after);
            if (rise.IsCompleted) return;
            var left = atMost - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) return;
            var poll = Poll();
            Task woken = Task.WhenAny(rise, poll);
            await woken.WaitAsync(left, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // All that wait share one poll, so the number of readers does not multiply the queries.
    private Task Poll()
    {
        lock (gate)
        {
            if (polling.IsCompleted) polling = Task.Run(PollAsync);
            return polling;
        }
    }

    private async Task PollAsync()
    {
        try
        {
            tail.Heard(await headOf(partition, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception trouble) when (trouble is JournalUnavailableException or ObjectDisposedException)
        {
            // Then there is nothing to wake anybody for; the next poll may know more.
        }
        await Task.Delay(TimeSpan.FromMilliseconds(options.HeadPollMs), time).ConfigureAwait(false);
    }
}
