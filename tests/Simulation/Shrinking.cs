namespace Granary.Simulation;

/// <summary>
/// From a run that went wrong to the shortest one that still does: leave out ever smaller chunks of what clients and misfortune did (delta
/// debugging), and stop as soon as it is wrong. Every call and every misfortune is its own whatever else is left out, so a run without some
/// of them is still a run that could have been.
/// </summary>
internal sealed class Shrinking(RunResult failed, int runsMax)
{
    private RunResult best = failed;

    public int RunCount { get; private set; }

    /// <summary>The shortest failing run that was found, written down.</summary>
    public RunResult Shrink()
    {
        // Most runs go wrong long before their end, and then the end need not be played each time.
        if (best.StepCount < best.Plan.StepCount) best = best with { Plan = best.Plan with { StepCount = best.StepCount * 2, IsWithoutFinale = true } };
        best = best with { Plan = best.Plan with { Before = (best.CallCount, best.MisfortuneCount) } };
        var before = long.MaxValue;
        while (best.KeptCount < before && RunCount < runsMax)
        {
            before = best.KeptCount;
            LeaveOut(best.MisfortuneCount, best.Plan.WithoutMisfortunes, (plan, without) => plan with { WithoutMisfortunes = without });
            LeaveOut(best.CallCount, best.Plan.WithoutCalls, (plan, without) => plan with { WithoutCalls = without });
        }
        return Simulation.Run(best.Plan with { IsWritten = true });
    }

    private void LeaveOut(int count, IReadOnlySet<int> already, Func<Plan, IReadOnlySet<int>, Plan> with)
    {
        var gone = already.ToHashSet();
        for (var chunk = Math.Max(1, count / 2); ; chunk /= 2)
        {
            for (var start = 0; start < count && RunCount < runsMax; start += chunk)
            {
                var candidates = Enumerable.Range(start, Math.Min(chunk, count - start)).Where(index => !gone.Contains(index)).ToList();
                if (candidates.Count > 0 && IsStillWrong(with(best.Plan, gone.Union(candidates).ToHashSet()))) gone.UnionWith(candidates);
            }
            if (chunk <= 1) return;
        }
    }

    private bool IsStillWrong(Plan plan)
    {
        RunCount++;
        var result = Simulation.Run(plan);
        if (result.Violation is null) return false;
        best = result with { Plan = plan with { Before = (result.CallCount, result.MisfortuneCount) } };
        return true;
    }
}
