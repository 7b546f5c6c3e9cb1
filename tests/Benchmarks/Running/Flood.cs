using System.Diagnostics;

namespace Granary.Benchmarks;

/// <summary>A closed loop with bounded concurrency: so many are under way, and each that ends makes place for the next.</summary>
public static class Flood
{
    /// <summary>Does something once for each number.</summary>
    public static async Task OverAsync(int from, int to, Func<int, Task> act)
    {
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(BenchOptions.InFlight, Math.Max(0, to - from + 1))).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number <= to; number = Interlocked.Increment(ref next)) await act(number);
        })));
    }

    /// <summary>Does something until the time is over; how often per second it came true, and how often not.</summary>
    public static async Task<Measurement> ForAsync(TimeSpan duration, int inFlight, Func<int, Task<bool>> act)
    {
        long done = 0, failed = 0;
        var startedAt = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(startedAt) < duration)
            {
                if (await act(worker)) Interlocked.Increment(ref done);
                else Interlocked.Increment(ref failed);
            }
        })));
        // Everything that was begun is counted, so the time is until the last answer.
        return new Measurement(done / Stopwatch.GetElapsedTime(startedAt).TotalSeconds, failed);
    }
}
