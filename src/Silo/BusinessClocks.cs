using Granary.Grains;

namespace Granary.Silo;

/// <summary>The real time.</summary>
public sealed class SystemBusinessClock(TimeProvider time) : IBusinessClock
{
    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>The real time plus what somebody trying things out has skipped, here or on another host. It never goes back.</summary>
public sealed class SandboxClock(TimeProvider time) : IBusinessClock
{
    private long skippedMs;

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds() + SkippedMs;

    public long SkippedMs => Interlocked.Read(ref skippedMs);

    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public void Advance(long ms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        Interlocked.Add(ref skippedMs, ms);
    }

    /// <summary>Another host's clock is ahead by so much.</summary>
    public void FollowTo(long otherSkippedMs)
    {
        for (var mine = SkippedMs; mine < otherSkippedMs;)
        {
            var before = Interlocked.CompareExchange(ref skippedMs, otherSkippedMs, mine);
            if (before == mine) return;
            mine = before;
        }
    }
}
