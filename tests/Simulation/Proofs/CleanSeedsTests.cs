using System.Globalization;
using Xunit.Abstractions;

namespace Granary.Simulation.Proofs;

/// <summary>Nothing goes wrong that may not, whatever goes wrong that may.</summary>
public sealed class CleanSeedsTests(ITestOutputHelper output)
{
    private const int StepCount = 5_000;

    // Long runs are for machines that have the night.
    private static readonly (int Seeds, long Steps) Extent =
        Environment.GetEnvironmentVariable("GRANARY_LONG") == "1" ? (20_000, 4 * StepCount) : (300, StepCount);

    [Fact]
    public void No_seed_breaks_an_invariant()
    {
        var (steps, seconds) = (0L, 0.0);
        var failed = new List<string>();
        for (var seed = 1UL; seed <= (ulong)Extent.Seeds; seed++)
        {
            var result = Simulation.Run(new Plan(seed, Extent.Steps));
            (steps, seconds) = (steps + result.StepCount, seconds + result.Elapsed.TotalSeconds);
            if (result.Violation is { } violation) failed.Add($"./simulate --seed {seed} --steps {Extent.Steps}: {violation}");
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Extent.Seeds} seeds, {steps} steps, {steps / seconds:F0} steps/s"));
        Assert.Empty(failed);
    }

    [Fact]
    public void A_long_life_breaks_none_either()
    {
        var result = Simulation.Run(new Plan(Seed: 42, StepCount: 200_000));
        output.WriteLine($"{result.EntryCount} entries, {result.AnswerCount} answers in {result.SimulatedSeconds} simulated seconds");
        Assert.Null(result.Violation);
        Assert.True(result.EntryCount > 500, "A world in which nothing is ever written proves nothing.");
    }
}
