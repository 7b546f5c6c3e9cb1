namespace Orleans.Embedded.Runtime;

/// <summary>Every time and every timer of the silo comes from here, so an outside time provider rules all of it.</summary>
internal sealed class Clock(TimeProvider time)
{
    internal TimeProvider Time => time;

    internal long Timestamp() => time.GetTimestamp();

    internal long Units(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan ? long.MaxValue : (long)Math.Min(span.TotalSeconds * time.TimestampFrequency, long.MaxValue / 2);

    internal long After(TimeSpan span) => Later(Timestamp(), Units(span));

    internal static long Later(long timestamp, long units) => units > long.MaxValue / 2 ? long.MaxValue : timestamp + units;

    /// <summary>A timer that is not due until it is told so.</summary>
    internal ITimer CreateTimer(Action callback)
    {
        // What is ambient where a timer is made is not its business, and would be kept alive by it.
        if (ExecutionContext.IsFlowSuppressed())
            return Create(callback);
        using (ExecutionContext.SuppressFlow())
            return Create(callback);
    }

    /// <summary>Not Task.Delay, nor a token source with a time provider: those may go on in the thread pool.</summary>
    internal async Task DelayAsync(TimeSpan span)
    {
        var done = new TaskCompletionSource();
        using var timer = CreateTimer(done.SetResult);
        timer.Change(span, Timeout.InfiniteTimeSpan);
        await done.Task;
    }

    private ITimer Create(Action callback) =>
        time.CreateTimer(static state => ((Action)state!)(), callback, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
