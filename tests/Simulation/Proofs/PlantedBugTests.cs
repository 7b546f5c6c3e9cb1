using Xunit.Abstractions;

namespace Granary.Simulation.Proofs;

/// <summary>The simulator can see: each bug that is planted is found, and soon.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int SeedsMax = 1_000;

    public static TheoryData<string> Bugs { get; } = [.. PlantedBug.All.Select(bug => bug.Name)];

    [Theory, MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(string name)
    {
        var bug = PlantedBug.All.Single(planted => planted.Name == name);
        for (var seed = 1UL; seed <= SeedsMax; seed++)
        {
            var result = Simulation.Run(new Plan(seed, StepCount: 5_000, bug));
            if (result.Violation is null) continue;
            output.WriteLine($"{name}: found with seed {seed} after {result.StepCount} steps: {result.Violation}");
            return;
        }
        Assert.Fail($"{name}: not found in {SeedsMax} seeds");
    }

    [Theory, InlineData("release after capture"), InlineData("stale snapshot"), InlineData("no fence")]
    public void A_found_bug_has_a_short_story(string name)
    {
        var bug = PlantedBug.All.Single(planted => planted.Name == name);
        var failed = Enumerable.Range(1, SeedsMax).Select(seed => Simulation.Run(new Plan((ulong)seed, StepCount: 5_000, bug))).First(run => run.Violation is not null);
        var shrinking = new Shrinking(failed, runsMax: 120);
        var shortest = shrinking.Shrink();
        output.WriteLine($"{failed.KeptCount} calls and misfortunes became {shortest.KeptCount} in {shrinking.RunCount} runs");
        foreach (var line in shortest.History.Lines) output.WriteLine(line);
        Assert.NotNull(shortest.Violation);
        Assert.InRange(shortest.KeptCount, 1, failed.KeptCount / 2);
        Assert.NotEmpty(shortest.History.Lines);
    }
}
