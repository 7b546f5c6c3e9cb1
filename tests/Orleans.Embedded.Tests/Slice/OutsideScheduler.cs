namespace RuntimeSemantics.Slice;

/// <summary>A small stand-in for the simulator: one thread, a seeded choice of who goes next, and time that only moves when nothing is left to do.</summary>
internal sealed class OutsideScheduler(int seed) : TaskScheduler
{
    private readonly Random random = new(seed);
    private readonly List<Task> ready = [];
    internal VirtualTime Time { get; } = new(Environment.CurrentManagedThreadId);

    internal T Run<T>(Func<Task<T>> work)
    {
        // xunit's own context would take every await of the work to another thread.
        SynchronizationContext.SetSynchronizationContext(null);
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();
        while (!task.IsCompleted)
        {
            if (ready.Count == 0)
            {
                Assert.True(Time.AdvanceToNext(), "Nothing is left to do, and no timer is set.");
                continue;
            }

            var chosen = random.Next(ready.Count);
            var next = ready[chosen];
            ready.RemoveAt(chosen);
            TryExecuteTask(next);
            Assert.True(Time.Trespass is null, Time.Trespass);
        }

        return task.GetAwaiter().GetResult();
    }

    protected override void QueueTask(Task task)
    {
        Time.CheckThread();
        ready.Add(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => ready;
}

internal static class Waiting
{
    // Task.Delay with a time provider of one's own completes on the thread pool, and so would leave the scheduler.
    internal static async Task Wait(this TimeProvider time, TimeSpan span)
    {
        var done = new TaskCompletionSource();
        await using var timer = time.CreateTimer(_ => done.SetResult(), null, span, Timeout.InfiniteTimeSpan);
        await done.Task;
    }
}

internal sealed class VirtualTime(int owner) : TimeProvider
{
    private readonly List<VirtualTimer> timers = [];
    private long now = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Where something left the one thread, if it did.</summary>
    internal string? Trespass { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        CheckThread();
        var timer = new VirtualTimer(this, callback, state);
        timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != owner)
            Trespass ??= Environment.StackTrace;
    }

    internal bool AdvanceToNext()
    {
        if (timers.Where(timer => timer.DueAt is not null).MinBy(timer => timer.DueAt) is not { } next)
            return false;
        now = next.DueAt!.Value;
        next.Fire();
        return true;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        internal long? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime.Ticks;
            return true;
        }

        public void Dispose() => time.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire()
        {
            DueAt = period > TimeSpan.Zero ? time.now + period.Ticks : null;
            callback(state);
        }
    }
}
