using System.Diagnostics;

namespace Granary.ApiHost;

/// <summary>
/// How many requests may be under way. More than the machine can work on only wait, and then all of them answer late; so the limit is steered by
/// how long answers take, as TCP steers its window: a little up while they are quick and the limit is used, down by their lateness when they are
/// not.
/// </summary>
/// <remarks>
/// What is late is not the same on every machine: with a slow disk even the only request waits long. A cut that does not make answers quicker
/// shows it, for then the time is not spent waiting for each other; after three such cuts what is quick enough is set anew, and slowly forgotten.
/// Bulk requests count as any other: they are few, and one counts for at most a second.
/// </remarks>
internal sealed class AdaptiveLimit(TimeProvider time)
{
    public const int Least = 64;
    public const int Most = 4_096;
    private const int AtFirst = 512;
    private const double QuickMs = 50;
    private const double QuickMsMax = 1_000;
    private const int VainCutsMax = 3;

    private readonly Lock steering = new();
    private int underWay;
    private int underWayMax = AtFirst;
    private long shed;

    // The window that is being measured; it is longer than a request, or a cut would be judged by requests from before it.
    private long began = time.GetTimestamp();
    private double windowMs = 100;
    private long answered;
    private long elapsedTicks;
    private volatile bool wasFull;

    private double quickMs = QuickMs;
    private double lastMeanMs;
    private int vainCuts;

    public int UnderWay => Volatile.Read(ref underWay);

    public int UnderWayMax => Volatile.Read(ref underWayMax);

    public long Shed => Interlocked.Read(ref shed);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref underWay) <= underWayMax) return true;
        Interlocked.Decrement(ref underWay);
        Interlocked.Increment(ref shed);
        wasFull = true;
        return false;
    }

    public void Leave(TimeSpan elapsed)
    {
        Interlocked.Decrement(ref underWay);
        Interlocked.Add(ref elapsedTicks, Math.Min(elapsed.Ticks, TimeSpan.TicksPerSecond));
        Interlocked.Increment(ref answered);
        if (time.GetElapsedTime(began).TotalMilliseconds < windowMs || !steering.TryEnter()) return;
        try
        {
            if (time.GetElapsedTime(began).TotalMilliseconds >= windowMs) Steer();
        }
        finally
        {
            steering.Exit();
        }
    }

    private void Steer()
    {
        var count = Interlocked.Exchange(ref answered, 0);
        var meanMs = count == 0 ? 0 : TimeSpan.FromTicks(Interlocked.Exchange(ref elapsedTicks, 0)).TotalMilliseconds / count;
        if (meanMs <= quickMs) Widen();
        else if (wasFull) Narrow(meanMs);
        lastMeanMs = meanMs;
        (wasFull, began, windowMs) = (false, time.GetTimestamp(), Math.Clamp(2 * meanMs, 100, 2_000));
    }

    private void Widen()
    {
        vainCuts = 0;
        quickMs = Math.Max(QuickMs, quickMs * 0.99);
        if (wasFull) underWayMax = Math.Min(Most, underWayMax + (underWayMax / 8));
    }

    // Only when the limit was reached: what is slow without a crowd is not made quicker by refusing.
    private void Narrow(double meanMs)
    {
        vainCuts = meanMs > lastMeanMs * 0.95 ? vainCuts + 1 : 0;
        if (vainCuts > VainCutsMax)
        {
            (quickMs, vainCuts) = (Math.Min(QuickMsMax, meanMs * 1.25), 0);
            return;
        }
        underWayMax = Math.Max(Least, (int)(underWayMax * Math.Clamp(quickMs / meanMs, 0.8, 0.95)));
    }
}
