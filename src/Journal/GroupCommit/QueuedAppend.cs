namespace Granary.Journal.GroupCommit;

/// <summary>One append that waits for its answer.</summary>
internal sealed class QueuedAppend(PendingAppend append, long queuedAt)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    internal PendingAppend Append { get; } = append;

    /// <summary>A timestamp of the journal's clock.</summary>
    internal long QueuedAt { get; } = queuedAt;
}
