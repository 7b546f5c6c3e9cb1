using Granary.Grains;

namespace Granary.Silo;

/// <summary>The real time.</summary>
public sealed class SystemBusinessClock(TimeProvider time) : IBusinessClock
{
    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>The real time plus what somebody trying things out has skipped. It never goes back.</summary>
public sealed class SandboxClock(TimeProvider time) : IBusinessClock
{
    private long skippedMs;

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds() + Interlocked.Read(ref skippedMs);

    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public void Advance(long ms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        Interlocked.Add(ref skippedMs, ms);
    }
}
