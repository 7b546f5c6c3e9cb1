namespace Granary.Grains;

/// <summary>
/// The commands whose append ended unknown and was not found afterwards. It may be on its way still, behind a lock or a wire that stands, so none of them
/// is told no before its sequence is somebody else's, or so much time has passed that nothing of it can be left.
/// </summary>
internal sealed class Doubts(IBusinessClock clock)
{
    private const int CommandsMax = 10_000;
    private const long LandsWithinMs = 5 * 60_000;

    private readonly HashSet<Guid> commands = [];
    private long sequence;
    private long sinceMs;

    /// <param name="first">The sequence that the append would begin with.</param>
    public void Add(List<Waiting> batch, long first)
    {
        (sequence, sinceMs) = (first, clock.NowMs);
        foreach (var waiting in batch)
        {
            if (commands.Count < CommandsMax) commands.Add(waiting.Command.Id);
        }
    }

    /// <param name="known">The last sequence that is known to be taken.</param>
    public bool Concern(List<Waiting> batch, long known)
    {
        if (commands.Count == 0) return false;
        if (known >= sequence || clock.NowMs - sinceMs > LandsWithinMs)
        {
            commands.Clear();
            return false;
        }
        // More than are remembered: then any may be one of them.
        return commands.Count == CommandsMax || batch.Exists(waiting => commands.Contains(waiting.Command.Id));
    }
}
