namespace Granary.Simulation.Proofs;

/// <summary>A seed that failed once must fail again, or nobody can find out why.</summary>
public sealed class DeterminismTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(17), InlineData(42)]
    public void The_same_seed_is_the_same_history_to_the_last_word(ulong seed)
    {
        var plan = new Plan(seed, StepCount: 20_000) { IsWritten = true };
        var (first, again) = (Simulation.Run(plan), Simulation.Run(plan));
        Assert.Equal(first.History.Lines, again.History.Lines);
        Assert.Equal(first.History.Hash, again.History.Hash);
        Assert.Equal(first.History.Hash, Simulation.Run(plan with { IsWritten = false }).History.Hash);
    }

    [Fact]
    public void Another_seed_is_another_history() => Assert.NotEqual(
        Simulation.Run(new Plan(Seed: 1, StepCount: 5_000)).History.Hash, Simulation.Run(new Plan(Seed: 2, StepCount: 5_000)).History.Hash);

    [Fact]
    public void Whoever_leaves_the_one_thread_is_noticed()
    {
        var scheduler = new Scheduler(new Dice(1), stepCostUs: 1);
        var lane = scheduler.NewLane("astray");
        var stranger = new Thread(() => lane.Post(() => { }));
        stranger.Start();
        stranger.Join();
        Assert.Contains(nameof(Whoever_leaves_the_one_thread_is_noticed), scheduler.Trespass, StringComparison.Ordinal);
    }
}
