namespace Granary.Journal.GroupCommit;

/// <summary>
/// How far each partition is known to reach. Positions only rise, so a journal that ends below is not the one that was known: a backup was restored,
/// or a standby took over that had not received everything. What grains remember then never happened, and nothing may be decided on it.
/// </summary>
internal sealed class HighWater(int partitionCount)
{
    private readonly long[] known = new long[partitionCount];
    private readonly TaskCompletionSource<string> wentBack = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes, with what to tell the operator, when the journal has gone back.</summary>
    internal Task<string> WentBack => wentBack.Task;

    internal long Of(int partition) => Volatile.Read(ref known[partition]);

    /// <summary>What was looked at while <paramref name="before"/> was known to be there must not end earlier.</summary>
    /// <returns>False when it does, now or ever before.</returns>
    internal bool Sees(int partition, long head, long before)
    {
        if (head < before) wentBack.TrySetResult($"partition {partition} ends at {head} and was known to reach {before}");
        else Rise.To(ref known[partition], head);
        return !wentBack.Task.IsCompleted;
    }

    internal void Check()
    {
        if (wentBack.Task.IsCompleted) throw new JournalUnavailableException($"the journal went back: {wentBack.Task.Result}");
    }
}
