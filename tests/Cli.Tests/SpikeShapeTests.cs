using Granary.Cli.Load;

namespace Granary.Cli.Tests;

public sealed class SpikeShapeTests
{
    private readonly SpikeShape shape = new(peakPerSecond: 1_000, TimeSpan.FromSeconds(100));

    [Fact]
    public void Requests_are_due_in_order_and_within_the_duration()
    {
        var before = TimeSpan.Zero;
        for (var number = 0; number < shape.RequestCount; number++)
        {
            var dueAt = shape.DueAt(number);
            Assert.True(dueAt >= before);
            before = dueAt;
        }
        Assert.InRange(before.TotalSeconds, 90, 100);
    }

    [Fact]
    public void The_rate_rises_peaks_and_decays()
    {
        var perSecond = new int[101];
        for (var number = 0; number < shape.RequestCount; number++) perSecond[(int)shape.DueAt(number).TotalSeconds]++;

        Assert.InRange(perSecond[2], 95, 110);
        Assert.InRange(perSecond[35], 995, 1_005);
        Assert.InRange(perSecond[50], 450, 550);
        Assert.True(perSecond[99] < 50);
    }
}
