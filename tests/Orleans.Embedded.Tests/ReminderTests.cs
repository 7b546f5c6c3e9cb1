using RuntimeSemantics.Grains;

namespace RuntimeSemantics;

[Collection(nameof(Cluster))]
public sealed class ReminderTests(Cluster cluster)
{
    private readonly long key = Stage.NewKey();

    private IRemindedGrain Grain => cluster.Client.GetGrain<IRemindedGrain>(key);

    [Fact]
    public async Task A_period_below_a_minute_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Remind("often", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(59)));
        Assert.False(await Grain.Has("often"));
    }

    [Fact]
    public async Task A_reminder_is_found_until_it_is_taken_back()
    {
        Assert.False(await Grain.Has("day"));
        await Grain.Remind("day", TimeSpan.FromDays(1), TimeSpan.FromDays(1));
        Assert.True(await Grain.Has("day"));
        Assert.False(await Grain.Has("night"));
        await Grain.Leave();
        Assert.True(await Grain.Has("day"));
        await Grain.Forget("day");
        Assert.False(await Grain.Has("day"));
    }

    [Fact]
    public async Task A_due_reminder_wakes_the_grain_up()
    {
        await Grain.Remind("now", TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(2));
        await Grain.Leave();
        Assert.Equal("now 2 True", (await Stage.Said($"reminded {key}", countMin: 1))[0]);
        await Grain.Forget("now");
    }
}
