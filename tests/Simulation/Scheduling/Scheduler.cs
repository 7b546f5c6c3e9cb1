namespace Granary.Simulation;

/// <summary>
/// One thread and a seeded choice: of everything that could run now, in whichever process, which runs next? The runtime's own threads would
/// choose by accident; here the seed does, so every accident can be had again.
/// </summary>
internal sealed class Scheduler(Dice dice, int stepCostUs)
{
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly List<Lane> lanes = [];
    private volatile string? trespass;

    public VirtualTime Time { get; } = new();

    /// <summary>Turns and continuations that were run.</summary>
    public long StepCount { get; private set; }

    /// <summary>Where something left the one thread, if it did.</summary>
    public string? Trespass => trespass;

    public History? Choices { get; init; }

    public Lane NewLane(string name)
    {
        lanes.RemoveAll(lane => lane.IsDead);
        var made = new Lane(this, name);
        lanes.Add(made);
        return made;
    }

    /// <summary>Runs one turn of one process, and what was due before it. False when nothing will ever happen again.</summary>
    public bool Step()
    {
        while (true)
        {
            if (Time.Ring(evenIfLater: false)) continue;
            var readyCount = 0;
            foreach (var lane in lanes)
            {
                if (!lane.IsPaused) readyCount += lane.Ready.Count;
            }
            if (readyCount > 0)
            {
                RunOne(dice.Below(readyCount));
                return true;
            }
            if (!Time.Ring(evenIfLater: true)) return false;
        }
    }

    /// <summary>True when the caller is not on the one thread: something of the product left it, and the run is worth nothing any more.</summary>
    internal bool IsTrespass()
    {
        if (Environment.CurrentManagedThreadId == thread) return false;
        trespass ??= Environment.StackTrace;
        return true;
    }

    private void RunOne(int chosen)
    {
        Choices?.Mix(chosen);
        StepCount++;
        Time.Pass(stepCostUs);
        foreach (var lane in lanes)
        {
            if (lane.IsPaused) continue;
            if (chosen < lane.Ready.Count)
            {
                lane.Run(chosen);
                return;
            }
            chosen -= lane.Ready.Count;
        }
    }
}
