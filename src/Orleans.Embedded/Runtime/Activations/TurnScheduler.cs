namespace Orleans.Embedded.Runtime;

/// <summary>
/// One turn at a time: the task scheduler of one activation, layered on the host's. The activation derives from it, because
/// one object less per idle activation is worth more than composition here; it is also its own lock for the same reason.
/// </summary>
internal abstract class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly Action<object?> drain = static turns => ((TurnScheduler)turns!).Drain();

    [ThreadStatic]
    private static TurnScheduler? running;

    private WorkList ready;
    private bool scheduled;

    public override int MaximumConcurrencyLevel => 1;

    private protected abstract TurnHost Host { get; }

    private protected abstract bool Crashed { get; }

    public void Execute() => RunTurns();

    internal void Execute(Task task) => TryExecuteTask(task);

    internal void RunTurns()
    {
        var outer = running;
        running = this;
        // Inside a task of this scheduler TaskScheduler.Current is this one, and so every await of the turn comes back here.
        TurnHost.WithoutContext(this, static turns =>
            new Task(drain, turns, CancellationToken.None, TaskCreationOptions.DenyChildAttach).RunSynchronously(turns));
        running = outer;
    }

    internal void Enqueue(Work work)
    {
        bool wake;
        lock (this)
            wake = Ready(work);
        if (wake)
            Host.Schedule(this);
    }

    /// <summary>Call under the lock; when it says true, schedule on the host after leaving the lock.</summary>
    private protected bool Ready(Work work)
    {
        ready.Append(work);
        var wake = !scheduled;
        scheduled = true;
        return wake;
    }

    private protected abstract void RunWork(Work work);

    protected override void QueueTask(Task task) => Enqueue(new TaskTurn(task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => running == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Drain()
    {
        for (var turns = Host.TurnsPerRun; ; turns--)
        {
            Work work;
            lock (this)
            {
                // What a crashed silo still had to do is never done, as if the process were gone.
                if (Crashed)
                    ready = default;
                if (ready.IsEmpty)
                {
                    scheduled = false;
                    return;
                }

                if (turns == 0)
                    break;
                work = ready.Take()!;
            }

            RunWork(work);
        }

        Host.Schedule(this);
    }
}
