using Granary.Journal.GroupCommit;

namespace Granary.Journal.Tests;

/// <summary>What is written anyway tells whether anything can be.</summary>
public sealed class WriteRefusalsTests
{
    private readonly Clock clock = new();
    private readonly WriteRefusals refusals;

    public WriteRefusalsTests() => refusals = new WriteRefusals(clock);

    [Theory, InlineData(WriteRefusal.None, false), InlineData(WriteRefusal.ReadOnly, true), InlineData(WriteRefusal.Full, true)]
    public void Only_what_concerns_every_write_counts(WriteRefusal why, bool areRefused)
    {
        refusals.Refused(new JournalUnavailableException("no", inner: null, why));
        Assert.Equal(areRefused, refusals.AreRefused);
    }

    [Theory, InlineData(WriteRefusal.ReadOnly), InlineData(WriteRefusal.Full)]
    public void An_append_proves_that_there_is_room(WriteRefusal why)
    {
        refusals.Refused(new JournalUnavailableException("no", inner: null, why));
        refusals.Appended();
        Assert.False(refusals.AreRefused);
    }

    [Theory, InlineData(WriteRefusal.ReadOnly, false), InlineData(WriteRefusal.Full, true)]
    public void A_beat_proves_that_there_may_be_writes_and_nothing_about_room(WriteRefusal why, bool areRefused)
    {
        refusals.Refused(new JournalUnavailableException("no", inner: null, why));
        refusals.Beaten();
        Assert.Equal(areRefused, refusals.AreRefused);
    }

    [Fact]
    public void After_a_while_somebody_may_try_again()
    {
        refusals.Refused(new JournalUnavailableException("no", inner: null, WriteRefusal.Full));
        clock.Timestamp += TimeSpan.FromSeconds(14).Ticks;
        Assert.True(refusals.AreRefused);
        clock.Timestamp += TimeSpan.FromSeconds(1).Ticks;
        Assert.False(refusals.AreRefused);
    }

    private sealed class Clock : TimeProvider
    {
        public long Timestamp { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Timestamp;
    }
}
