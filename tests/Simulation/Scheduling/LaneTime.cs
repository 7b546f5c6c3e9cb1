namespace Granary.Simulation;

/// <summary>Virtual time as one process sees it: its timers ring in its own lane, so they wait while it is paused and die with it.</summary>
internal sealed class LaneTime(VirtualTime time, Lane lane) : TimeProvider
{
    private static readonly long StartTicks = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => time.NowUs;

    public override DateTimeOffset GetUtcNow() => new(StartTicks + (time.NowUs * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LaneTimer(time, lane, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class LaneTimer(VirtualTime time, Lane lane, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan repeat;
        private int setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            repeat = period;
            Set(dueTime);
            return true;
        }

        public void Dispose() => setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            // An alarm that was set before means nothing any more.
            var mine = ++setting;
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            time.After((long)dueTime.TotalMicroseconds, () =>
            {
                if (mine != setting || lane.IsDead) return;
                if (repeat > TimeSpan.Zero) Set(repeat);
                lane.Post(() => callback(state));
            });
        }
    }
}
