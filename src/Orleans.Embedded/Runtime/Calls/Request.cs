namespace Orleans.Embedded.Runtime;

/// <summary>How a request shares its activation with others.</summary>
internal enum TurnKind : byte
{
    Normal,
    ReadOnly,
    Reentrant,
    AlwaysInterleave,
}

/// <summary>Work that holds its place at the gate until its task is done: a call or a timer's tick.</summary>
internal abstract class Request(TurnKind kind) : Work
{
    internal TurnKind Kind { get; } = kind;

    /// <summary>Nobody waits for it any more, so if it has not started it never will.</summary>
    internal abstract bool IsAbandoned { get; }

    internal virtual bool KeepsAlive => true;

    internal sealed override void Run(Activation activation)
    {
        Starting(activation);
        if (IsAbandoned)
        {
            Abandon();
            activation.Finish(this);
            return;
        }

        Task task;
        try
        {
            task = Invoke(activation.GrainInstance!) ?? throw new InvalidOperationException($"{activation.GrainId} returned null instead of a task.");
        }
        catch (Exception exception)
        {
            task = Task.FromException(exception);
        }

        // The awaiter keeps this activation's scheduler, so the end of a request is a turn like every other.
        if (task.IsCompleted)
            Complete(activation, task);
        else
            task.GetAwaiter().UnsafeOnCompleted(() => Complete(activation, task));
    }

    /// <summary>The request cannot be run at all.</summary>
    internal abstract void Refuse(Exception exception);

    protected abstract Task Invoke(object grain);

    protected abstract void Answer(Task task);

    protected virtual void Starting(Activation activation)
    {
    }

    protected virtual void Abandon()
    {
    }

    private void Complete(Activation activation, Task task)
    {
        activation.Finish(this);
        Answer(task);
    }
}
