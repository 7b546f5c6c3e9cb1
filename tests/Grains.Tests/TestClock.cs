namespace Granary.Grains.Tests;

internal sealed class TestClock : IBusinessClock
{
    public long NowMs { get; set; } = 1_700_000_000_000;
}
