using System.Collections.Immutable;

namespace Granary.Journal.GroupCommit;

/// <summary>
/// Wakes readers of the feed: at once after an append of this process, and by looking at the heads now and then after one of another process.
/// </summary>
internal sealed class HeadWatch(
    Func<CancellationToken, ValueTask<ImmutableArray<long>>> look, FeedTail[] tails, JournalOptions options, TimeProvider time)
{
    private readonly Lock gate = new();
    private Task polling = Task.CompletedTask;

    internal async ValueTask WaitAsync(int partition, long after, TimeSpan atMost, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var rise = tails[partition].RiseAbove(after);
            if (rise.IsCompleted) return;
            var left = atMost - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) return;
            var poll = Poll();
            Task woken = Task.WhenAny(rise, poll);
            await woken.WaitAsync(left, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // All that wait share one poll, so the number of readers and partitions does not multiply the queries.
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
            var heads = await look(CancellationToken.None).ConfigureAwait(false);
            for (var partition = 0; partition < tails.Length; partition++) tails[partition].Heard(heads[partition]);
        }
        catch (Exception trouble) when (trouble is JournalUnavailableException or ObjectDisposedException)
        {
            // Then there is nothing to wake anybody for; the next poll may know more.
        }
        await Task.Delay(TimeSpan.FromMilliseconds(options.HeadPollMs), time).ConfigureAwait(false);
    }
}
