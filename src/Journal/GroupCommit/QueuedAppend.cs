using System.Diagnostics;

namespace Granary.Journal.GroupCommit;

/// <summary>One append that waits for its answer.</summary>
internal sealed class QueuedAppend(PendingAppend append, long queuedAt, Activity? span)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    internal PendingAppend Append { get; } = append;

    /// <summary>A timestamp of the journal's clock.</summary>
    internal long QueuedAt { get; } = queuedAt;

    /// <summary>Its part of a trace; null when nobody traces it.</summary>
    internal Activity? Span { get; } = span;
}
