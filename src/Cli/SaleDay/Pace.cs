using Granary.Cli.Load;

namespace Granary.Cli.SaleDay;

/// <summary>Says who may send when: as fast as answers come (closed loop), or on a schedule that does not wait for answers (the midnight spike).</summary>
public sealed class Pace
{
    private readonly TimeProvider time;
    private readonly int countMax;
    private readonly TimeSpan durationMax;
    private readonly SpikeShape? spike;
    private int taken = -1;
    private long startedAt;

    private Pace(TimeProvider time, int countMax, TimeSpan durationMax, SpikeShape? spike) =>
        (this.time, this.countMax, this.durationMax, this.spike) = (time, countMax, durationMax, spike);

    public static Pace ByCount(int countMax, TimeProvider time) => new(time, countMax, TimeSpan.MaxValue, spike: null);

    public static Pace ByDuration(TimeSpan duration, TimeProvider time) => new(time, int.MaxValue, duration, spike: null);

    public static Pace BySpike(double peakPerSecond, TimeSpan duration, TimeProvider time)
    {
        var spike = new SpikeShape(peakPerSecond, duration);
        return new Pace(time, spike.RequestCount, TimeSpan.MaxValue, spike);
    }

    public void Start() => startedAt = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(startedAt);

    /// <summary>Between 0 and 1.</summary>
    public double Progress => durationMax < TimeSpan.MaxValue
        ? Math.Min(1, Elapsed / durationMax)
        : countMax == 0 ? 1 : Math.Min(1, (Volatile.Read(ref taken) + 1.0) / countMax);

    /// <summary>
    /// Waits for the next turn; null when there are no more. What is returned is since when the request is due: on a schedule a latency counts
    /// from there, or a server that stalls would hide all the requests that could not even be sent.
    /// </summary>
    public ValueTask<TimeSpan?> NextAsync()
    {
        var number = Interlocked.Increment(ref taken);
        if (number >= countMax || number < 0) return new((TimeSpan?)null);
        var now = Elapsed;
        if (spike is null) return new(now < durationMax ? now : null);
        var dueAt = spike.DueAt(number);
        return dueAt - now < TimeSpan.FromMilliseconds(1) ? new(dueAt) : WaitAsync(dueAt, dueAt - now);
    }

    private async ValueTask<TimeSpan?> WaitAsync(TimeSpan dueAt, TimeSpan pause)
    {
        await Task.Delay(pause, time);
        return dueAt;
    }
}
