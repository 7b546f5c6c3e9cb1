using Granary.Silo;
using Microsoft.Extensions.Logging;

namespace Granary.ApiHost.Tests;

/// <summary>A database that is away is worth a line a second, not one for every request.</summary>
public sealed class LogLines : IDisposable
{
    private readonly StringWriter written = new();
    private readonly SteppedTime time = new();
    private readonly StderrLog provider;
    private readonly ILogger log;

    public LogLines()
    {
        provider = new StderrLog(written, time);
        log = provider.CreateLogger("Gate");
    }

    public void Dispose()
    {
        provider.Dispose();
        written.Dispose();
    }

    [Fact]
    public void Warnings_with_one_reason_are_a_line_a_second_that_counts_the_rest()
    {
        for (var i = 0; i < 1_000; i++) log.LogWarning("{Request} failed: {Reason}", $"r-{i}", "the database is away");
        log.LogWarning("{Request} failed: {Reason}", "r-x", "another reason");
        Assert.Equal(["Warning Gate: r-0 failed: the database is away", "Warning Gate: r-x failed: another reason"], Lines);

        time.Ticks += TimeSpan.TicksPerSecond;
        log.LogWarning("{Request} failed: {Reason}", "r-1000", "the database is away");
        Assert.Equal("Warning Gate: r-1000 failed: the database is away (999 more like it since)", Lines[^1]);
    }

    [Fact]
    public void Every_error_is_a_line()
    {
        for (var i = 0; i < 3; i++) log.LogError("{Request} failed", $"r-{i}");
        Assert.Equal(["Error Gate: r-0 failed", "Error Gate: r-1 failed", "Error Gate: r-2 failed"], Lines);
    }

    private string[] Lines => written.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private sealed class SteppedTime : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
