using System.Numerics;

namespace Granary.Cli.Load;

/// <summary>
/// Counts latencies in buckets that widen with the value: every power of two is cut into 32, so a percentile is right within 3 % from a
/// microsecond to an hour, in 10 KB. One writer; readers may look at any time and see it slightly old.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private const int SubCount = 1 << SubBits;
    private const long MicrosMax = (1L << 36) - 1;

    private readonly long[] counts = new long[IndexOf(MicrosMax) + 1];

    public long Count { get; private set; }

    public long MaxMicros { get; private set; }

    public void Record(TimeSpan latency)
    {
        var micros = Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, MicrosMax);
        counts[IndexOf(micros)]++;
        Count++;
        if (micros > MaxMicros) MaxMicros = micros;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < counts.Length; i++) counts[i] += other.counts[i];
        Count += other.Count;
        MaxMicros = Math.Max(MaxMicros, other.MaxMicros);
    }

    /// <summary>The smallest latency that at least this share of all stayed within, rounded up to its bucket's end; 0 when nothing was counted.</summary>
    /// <param name="perMille">500 is the median, 990 is p99.</param>
    public double PercentileMs(int perMille)
    {
        var total = counts.Sum();
        if (total == 0) return 0;
        var rank = Math.Max(1, ((total * perMille) + 999) / 1000);
        var index = -1;
        for (long seen = 0; seen < rank;) seen += counts[++index];
        return Math.Min(LastMicrosOf(index), MaxMicros) / 1000.0;
    }

    private static int IndexOf(long micros)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)micros) - SubBits);
        return (shift * SubCount) + (int)(micros >> shift);
    }

    private static long LastMicrosOf(int index)
    {
        var shift = Math.Max(0, (index / SubCount) - 1);
        return ((index - (shift * SubCount) + 1L) << shift) - 1;
    }
}
