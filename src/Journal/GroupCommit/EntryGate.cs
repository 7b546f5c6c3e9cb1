namespace Granary.Journal.GroupCommit;

/// <summary>Lets so many entries in at a time and makes the others wait in the order in which they came.</summary>
internal sealed class EntryGate(int entriesMax)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(int Count, TaskCompletionSource Admitted)> waiting = new();
    private int inside;

    internal int Inside => Volatile.Read(ref inside);

    /// <summary>Completes when there is room. An append larger than the whole gate is let in when nobody else is inside.</summary>
    internal ValueTask EnterAsync(int count, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (waiting.Count == 0 && Fits(count))
            {
                inside += count;
                return ValueTask.CompletedTask;
            }
            var admitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var place = waiting.AddLast((count, admitted));
            return new ValueTask(WaitAsync(place, cancellation));
        }
    }

    internal void Leave(int count)
    {
        lock (gate)
        {
            inside -= count;
            while (waiting.First is { } first && Fits(first.Value.Count))
            {
                waiting.RemoveFirst();
                if (first.Value.Admitted.TrySetResult()) inside += first.Value.Count;
            }
        }
    }

    private async Task WaitAsync(LinkedListNode<(int Count, TaskCompletionSource Admitted)> place, CancellationToken cancellation)
    {
        await using var registration = cancellation.Register(() =>
        {
            lock (gate)
            {
                if (place.Value.Admitted.TrySetCanceled(cancellation) && place.List is not null) waiting.Remove(place);
            }
        }).ConfigureAwait(false);
        await place.Value.Admitted.Task.ConfigureAwait(false);
    }

    private bool Fits(int count) => inside + count <= entriesMax || inside == 0;
}
