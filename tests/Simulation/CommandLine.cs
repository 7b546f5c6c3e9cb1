using System.Globalization;

namespace Granary.Simulation;

/// <summary><c>./simulate --seed 42 --steps 100000</c>: runs seeds, and tells the shortest story of the first that goes wrong.</summary>
internal static class CommandLine
{
    private const string Usage = """
        usage: ./simulate [--seed N] [--seeds COUNT] [--steps N] [--bug NAME] [--history] [--no-shrink]
          --seed N      the first seed (1)
          --seeds COUNT how many seeds, one after the other (1)
          --steps N     turns and continuations per seed before all is healed (100000)
          --bug NAME    plants a bug: no-fence, lost-credit ... (./simulate --bug list)
          --history     prints everything that happens
          --no-shrink   shows a failing run as it was, not the shortest that also fails
        """;

    private const int ShrinkingRunsMax = 400;

    private sealed record Options(ulong Seed = 1, int SeedCount = 1, long StepCount = 100_000, PlantedBug? Bug = null, bool IsWritten = false, bool Shrinks = true);

    public static int Run(string[] args, TextWriter output)
    {
        if (args is ["--bug", "list"])
        {
            foreach (var bug in PlantedBug.All) output.WriteLine(NameOf(bug));
            return 0;
        }
        if (Parse(new Options(), args) is not { } options)
        {
            output.WriteLine(Usage);
            return 2;
        }
        var (steps, seconds) = (0L, 0.0);
        for (var i = 0; i < options.SeedCount; i++)
        {
            var result = Simulation.Run(new Plan(options.Seed + (ulong)i, options.StepCount, options.Bug) { IsWritten = options.IsWritten });
            (steps, seconds) = (steps + result.StepCount, seconds + result.Elapsed.TotalSeconds);
            foreach (var line in result.History.Lines) output.WriteLine(line);
            output.WriteLine(Summary(result));
            if (result.Violation is null) continue;
            Tell(result, options.Shrinks, output);
            return 1;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.SeedCount} seeds, {steps} steps, {steps / seconds:F0} steps/s: all is well"));
        return 0;
    }

    private static string Summary(RunResult result) => string.Create(CultureInfo.InvariantCulture,
        $"seed {result.Plan.Seed}: {result.StepCount} steps in {result.Elapsed.TotalSeconds:F2} s ({result.StepCount / result.Elapsed.TotalSeconds:F0} steps/s), {result.SimulatedSeconds:F1} s simulated, {result.CallCount} calls, {result.AnswerCount} answers, {result.EntryCount} entries, {result.MisfortuneCount} misfortunes, history {result.History.Hash}");

    private static void Tell(RunResult failed, bool shrinks, TextWriter output)
    {
        output.WriteLine($"seed {failed.Plan.Seed} fails: {failed.Violation}");
        if (!shrinks) return;
        var shrinking = new Shrinking(failed, ShrinkingRunsMax);
        var shortest = shrinking.Shrink();
        output.WriteLine($"the shortest history of {shrinking.RunCount} tried: {shortest.KeptCount} of {failed.KeptCount} calls and misfortunes, {shortest.StepCount} steps");
        foreach (var line in shortest.History.Lines) output.WriteLine(line);
    }

    private static Options? Parse(Options options, ReadOnlySpan<string> args) => args switch
    {
        [] => options,
        ["--seed", var text, .. var rest] when ulong.TryParse(text, CultureInfo.InvariantCulture, out var seed) => Parse(options with { Seed = seed }, rest),
        ["--seeds", var text, .. var rest] when int.TryParse(text, CultureInfo.InvariantCulture, out var count) => Parse(options with { SeedCount = count }, rest),
        ["--steps", var text, .. var rest] when long.TryParse(text, CultureInfo.InvariantCulture, out var count) => Parse(options with { StepCount = count }, rest),
        ["--bug", var name, .. var rest] when PlantedBug.All.FirstOrDefault(bug => NameOf(bug) == name) is { } bug => Parse(options with { Bug = bug }, rest),
        ["--history", .. var rest] => Parse(options with { IsWritten = true }, rest),
        ["--no-shrink", .. var rest] => Parse(options with { Shrinks = false }, rest),
        _ => null,
    };

    private static string NameOf(PlantedBug bug) => bug.Name.Replace(' ', '-');
}
