namespace Orleans.Embedded.Runtime;

/// <summary>Gives activations that have something to do a thread: the pool's, or a turn of the scheduler given from outside.</summary>
internal sealed class TurnHost(TaskScheduler scheduler)
{
    private static readonly Action<object?> run = static turns => ((TurnScheduler)turns!).RunTurns();

    private static readonly Action<object?> start = static loop => WithoutContext((Func<Task>)loop!, static work => _ = work());

    internal TaskScheduler Scheduler { get; } = scheduler;

    internal bool IsThreadPool { get; } = scheduler == TaskScheduler.Default;

    // A scheduler from outside wants to choose after each single turn who goes next; the pool is asked less often.
    internal int TurnsPerRun => IsThreadPool ? 64 : 1;

    // A caller's continuation belongs to the caller's scheduler, not into the callee's turn or the sweep for timeouts. But the
    // option that says so also sends what is inside WhenAll or WaitAsync to the pool, past a scheduler from outside; there each
    // await brings its continuation to that scheduler by itself.
    internal TaskCreationOptions PromiseOptions { get; } =
        scheduler == TaskScheduler.Default ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;

    internal void Schedule(TurnScheduler turns)
    {
        if (IsThreadPool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: false);
            return;
        }

        // What is ambient at a caller must not leak into the grain; the pool's unsafe queueing above says the same.
        if (ExecutionContext.IsFlowSuppressed())
        {
            Start(turns, run);
            return;
        }

        using (ExecutionContext.SuppressFlow())
            Start(turns, run);
    }

    /// <summary>Runs the silo's own background loop (a stream delivery) outside any grain's turn.</summary>
    internal void Run(Func<Task> loop)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Start(loop, start);
            return;
        }

        using (ExecutionContext.SuppressFlow())
            Start(loop, start);
    }

    /// <summary>A synchronization context of the thread would draw every await of the work away from the scheduler.</summary>
    internal static void WithoutContext<T>(T state, Action<T> work)
    {
        var context = SynchronizationContext.Current;
        if (context is null)
        {
            work(state);
            return;
        }

        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            work(state);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Start(object state, Action<object?> action) =>
        _ = Task.Factory.StartNew(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler);
}
