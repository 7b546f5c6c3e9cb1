using RuntimeSemantics.Grains;

namespace RuntimeSemantics;

[Collection(nameof(Cluster))]
public sealed class TimerTests(Cluster cluster)
{
    private readonly long key = Stage.NewKey();

    private ITimersGrain Grain => cluster.Client.GetGrain<ITimersGrain>(key);

    private string Topic => $"timers {key}";

    [Fact]
    public async Task A_timer_ticks_again_and_again_in_turns_of_the_grain()
    {
        await Grain.Start(Topic, interleave: false);
        Assert.All(await Stage.Said(Topic, countMin: 3), line => Assert.Equal("tick", line));
        await Grain.Stop();
    }

    [Fact]
    public async Task A_tick_waits_for_a_running_call()
    {
        await Grain.StartWithState("elsewhere " + Topic);
        var holding = Grain.Hold($"hold {key}");
        await Stage.On($"hold {key} started");
        var before = Stage.Said("elsewhere " + Topic).Count;
        var other = cluster.Client.GetGrain<ITimersGrain>(Stage.NewKey());
        await other.Start(Topic + " other", interleave: false);
        // The other grain's later timer has ticked often, so ours was due; it may have ticked before the call, never during it.
        await Stage.Said(Topic + " other", countMin: 5);
        Assert.Equal(before, Stage.Said("elsewhere " + Topic).Count);
        Stage.Give($"hold {key}");
        await holding;
        await Stage.Said("elsewhere " + Topic, countMin: 1);
        await other.Stop();
    }

    [Fact]
    public async Task An_interleaving_tick_does_not_wait()
    {
        await Grain.Start(Topic, interleave: true);
        var holding = Grain.Hold($"hold {key}");
        await Stage.On($"hold {key} started");
        await Stage.Said(Topic, countMin: Stage.Said(Topic).Count + 2);
        Assert.False(holding.IsCompleted);
        Stage.Give($"hold {key}");
        await holding;
        await Grain.Stop();
    }

    [Fact]
    public async Task The_next_tick_counts_from_the_end_of_the_last()
    {
        await Grain.StartWaiting(Topic, $"tick {key}");
        await Stage.Said(Topic, countMin: 1);
        var other = cluster.Client.GetGrain<ITimersGrain>(Stage.NewKey());
        await other.Start(Topic + " other", interleave: false);
        await Stage.Said(Topic + " other", countMin: 5);
        Assert.Equal(["begins"], Stage.Said(Topic));
        Stage.Give($"tick {key}");
        Assert.Equal(["begins", "ends", "begins", "ends"], (await Stage.Said(Topic, countMin: 4)).Take(4));
        await Grain.Stop();
        await other.Stop();
    }

    [Fact]
    public async Task A_timer_goes_on_after_a_tick_that_failed()
    {
        await Grain.StartFailing(Topic);
        await Stage.Said(Topic, countMin: 3);
        await Grain.Stop();
    }

    [Fact]
    public async Task A_stopped_timer_does_not_tick_again()
    {
        await Grain.Start(Topic, interleave: false);
        await Stage.Said(Topic, countMin: 1);
        await Grain.Stop();
        var ticks = Stage.Said(Topic).Count;
        var other = cluster.Client.GetGrain<ITimersGrain>(Stage.NewKey());
        await other.Start(Topic + " other", interleave: false);
        await Stage.Said(Topic + " other", countMin: 5);
        await other.Stop();
        Assert.Equal(ticks, Stage.Said(Topic).Count);
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation_and_its_token_says_so()
    {
        await Grain.StartWithState(Topic);
        await Stage.Said(Topic, countMin: 1);
        await Grain.Change(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        await Stage.Said(Topic, countMin: 2);
        await Grain.Leave();
        await Grain.Hold(Given($"next {key}"));
        var ticks = Stage.Said(Topic).Count;
        await cluster.Client.GetGrain<ITimersGrain>(Stage.NewKey()).Start(Topic + " other", interleave: false);
        await Stage.Said(Topic + " other", countMin: 5);
        Assert.Equal(ticks, Stage.Said(Topic).Count);
    }

    [Fact]
    public async Task Ticks_do_not_keep_a_grain_alive_unless_asked_to()
    {
        await Grain.Start(Topic, interleave: false);
        await Stage.Said(Topic, countMin: 1);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            // Older than many ticks: if those counted as calls, the grain would never be this old.
            await cluster.Client.GetGrain<Orleans.Runtime.IManagementGrain>(0).ForceActivationCollection(TimeSpan.FromMilliseconds(300));
            var ticks = Stage.Said(Topic).Count;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            if (Stage.Said(Topic).Count == ticks)
                return;
        }

        Assert.Fail("The grain was never collected.");
    }

    private static string Given(string cue)
    {
        Stage.Give(cue);
        return cue;
    }
}
