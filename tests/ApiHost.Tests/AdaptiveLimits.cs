namespace Granary.ApiHost.Tests;

/// <summary>Where the limit settles on machines that differ: each takes what it is let in, in rounds, and answers after a time of its own.</summary>
public sealed class AdaptiveLimits
{
    private readonly Clock clock = new();

    [Fact]
    public void A_crowd_that_waits_for_itself_is_kept_so_small_that_answers_are_quick() =>
        // Ten answers a millisecond, whoever waits: 500 of them take 50 ms.
        Assert.InRange(SettledAt(underWay => underWay / 10.0), 400, 600);

    [Fact]
    public void A_quick_machine_is_let_work() => Assert.Equal(AdaptiveLimit.Most, SettledAt(_ => 5));

    [Fact]
    public void A_slow_disk_is_not_mistaken_for_a_crowd() =>
        // A tenth of a second for anybody, however few: to let fewer in would only answer fewer.
        Assert.InRange(SettledAt(_ => 100), 512, AdaptiveLimit.Most);

    [Fact]
    public void The_limit_never_closes() => Assert.Equal(AdaptiveLimit.Least, SettledAt(underWay => underWay * 10.0));

    [Fact]
    public void Without_a_crowd_nothing_is_narrowed()
    {
        var limit = new AdaptiveLimit(clock);
        for (var request = 0; request < 1_000; request++) Serve(limit, count: 1, ms: 400);
        Assert.Equal(512, limit.UnderWayMax);
        Assert.Equal(0, limit.Shed);
    }

    [Fact]
    public void A_slow_disk_is_not_mistaken_for_a_crowd_after_there_was_one()
    {
        var limit = new AdaptiveLimit(clock);
        Assert.Equal(AdaptiveLimit.Least, SettledAt(underWay => underWay * 10.0, limit));
        // Everybody goes home, and then the disk turns slow.
        for (var request = 0; request < 1_000; request++) Serve(limit, count: 1, ms: 5);
        Assert.InRange(SettledAt(_ => 100, limit), 512, AdaptiveLimit.Most);
    }

    private int SettledAt(Func<int, double> msOf, AdaptiveLimit? settled = null)
    {
        var limit = settled ?? new AdaptiveLimit(clock);
        for (var round = 0; round < 2_000; round++)
        {
            var underWay = 0;
            while (limit.TryEnter()) underWay++;
            Leave(limit, underWay, msOf(underWay));
        }
        return limit.UnderWayMax;
    }

    private void Serve(AdaptiveLimit limit, int count, double ms)
    {
        for (var i = 0; i < count; i++) Assert.True(limit.TryEnter());
        Leave(limit, count, ms);
    }

    private void Leave(AdaptiveLimit limit, int count, double ms)
    {
        clock.Advance(ms);
        for (var i = 0; i < count; i++) limit.Leave(TimeSpan.FromMilliseconds(ms));
    }

    private sealed class Clock : TimeProvider
    {
        private long ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(double ms) => ticks += (long)(ms * TimeSpan.TicksPerMillisecond);
    }
}
