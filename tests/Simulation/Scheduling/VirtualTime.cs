namespace Granary.Simulation;

/// <summary>The one time of the simulated world, in microseconds. It stands still unless the simulation moves it.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (long DueUs, long Order)> alarms = new();
    private long order;

    public long NowUs { get; private set; }

    public bool HasAlarms => alarms.Count > 0;

    /// <summary>Equal times ring in the order in which they were set.</summary>
    public void After(long delayUs, Action what) => alarms.Enqueue(what, (NowUs + Math.Max(0, delayUs), order++));

    public void Pass(long elapsedUs) => NowUs += elapsedUs;

    /// <summary>Rings the first alarm that is due; with <paramref name="evenIfLater"/> time jumps to it. False when there is none.</summary>
    public bool Ring(bool evenIfLater)
    {
        if (!alarms.TryPeek(out var what, out var at) || (at.DueUs > NowUs && !evenIfLater)) return false;
        alarms.Dequeue();
        NowUs = Math.Max(NowUs, at.DueUs);
        what();
        return true;
    }
}
