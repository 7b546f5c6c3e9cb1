using Granary.Cli.Load;

namespace Granary.Cli.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Nothing_recorded_has_percentiles_of_zero()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(0, histogram.PercentileMs(990));
        Assert.Equal(0, histogram.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000)]
    [InlineData(123_456)]
    [InlineData(60_000_000)]
    [InlineData(3_600_000_000)]
    public void A_single_latency_is_every_percentile_of_itself(long micros)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMicroseconds(micros));
        foreach (var perMille in new[] { 1, 500, 990, 1_000 }) Assert.Equal(micros / 1000.0, histogram.PercentileMs(perMille));
    }

    [Fact]
    public void Percentiles_are_right_within_three_percent_and_never_too_small()
    {
        var histogram = new LatencyHistogram();
        for (var micros = 1; micros <= 100_000; micros++) histogram.Record(TimeSpan.FromMicroseconds(micros));
        foreach (var perMille in new[] { 10, 500, 900, 990, 999 })
        {
            var exactMs = perMille * 0.1;
            Assert.InRange(histogram.PercentileMs(perMille), exactMs, exactMs * 1.033);
        }
        Assert.Equal(100_000, histogram.MaxMicros);
    }

    [Fact]
    public void The_sum_of_two_histograms_is_the_histogram_of_both()
    {
        var (fast, slow) = (new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 99; i++) fast.Record(TimeSpan.FromMilliseconds(1));
        slow.Record(TimeSpan.FromMilliseconds(1_000));
        fast.Add(slow);
        Assert.Equal(100, fast.Count);
        Assert.InRange(fast.PercentileMs(990), 1, 1.04);
        Assert.Equal(1_000, fast.PercentileMs(1_000));
    }

    [Fact]
    public void Nonsense_latencies_are_counted_at_the_ends()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(-1));
        histogram.Record(TimeSpan.MaxValue);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.PercentileMs(500));
    }
}
