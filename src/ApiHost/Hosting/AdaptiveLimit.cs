namespace Granary.ApiHost;

/// <summary>
/// How many requests may be under way. More than the machine can work on only wait, and then all of them answer late; so the limit is steered by
/// how long answers take, as TCP steers its window: up a little while they are quick and the limit is used, down while they are late.
/// </summary>
/// <remarks>
/// What is late is not the same on every machine: with a slow disk even a lonely request waits long. It shows when the limit is lowered: if requests
/// waited for each other, as many are answered as before, only sooner. If fewer are answered, the time is spent elsewhere; then the limit goes back,
/// and what counts as late is set anew and slowly forgotten. Batches count as any other: they are few (<see cref="BatchPlaces"/>), and one counts for at most a second.
/// </remarks>
internal sealed class AdaptiveLimit(TimeProvider time)
{
    public const int Least = 256;
    public const int Most = 4_096;
    private const int AtFirst = 512;
    private const double QuickMs = 50;
    private const double QuickMsMax = 300;

    // After so deep a cut a loss can be told from noise; half of the cut is allowed to be noise.
    private const double JudgedBelow = 0.7;
    private const double CutTo = 0.85;

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
    private (int Limit, double PerMs)? beforeCuts;

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
            var lastedMs = time.GetElapsedTime(began).TotalMilliseconds;
            if (lastedMs >= windowMs) Steer(lastedMs);
        }
        finally
        {
            steering.Exit();
        }
    }

    private void Steer(double lastedMs)
    {
        var count = Math.Max(1, Interlocked.Exchange(ref answered, 0));
        var meanMs = TimeSpan.FromTicks(Interlocked.Exchange(ref elapsedTicks, 0)).TotalMilliseconds / count;
        if (meanMs <= quickMs) Widen();
        // Only when the limit was reached: what is slow without a crowd is not made quicker by refusing.
        else if (wasFull) Narrow(meanMs, perMs: count / lastedMs);
        (wasFull, began, windowMs) = (false, time.GetTimestamp(), Math.Clamp(2 * meanMs, 100, 2_000));
    }

    private void Widen()
    {
        beforeCuts = null;
        quickMs = Math.Max(QuickMs, quickMs * 0.98);
        if (wasFull) underWayMax = Math.Min(Most, underWayMax + (underWayMax / 8));
    }

    private void Narrow(double meanMs, double perMs)
    {
        if (beforeCuts is null && underWayMax * JudgedBelow < Least)
        {
            // From here no cut could be deep enough to be judged, and what is slow for another reason would be kept small for ever.
            underWayMax = AtFirst;
            return;
        }
        // The best of the series: its first window may have begun in a pause.
        if (beforeCuts is not { } best || perMs > best.PerMs) beforeCuts = best = (underWayMax, perMs);
        var left = (double)underWayMax / best.Limit;
        if (left < JudgedBelow && perMs < best.PerMs * (1 + left) / 2)
        {
            (underWayMax, quickMs, beforeCuts) = (best.Limit, Math.Min(QuickMsMax, meanMs * 1.5), null);
            return;
        }
        underWayMax = Math.Max(Least, (int)(underWayMax * CutTo));
    }
}
