namespace Granary.Simulation;

/// <summary>
/// What one process of the simulated world has ready to run. A paused process (SIGSTOP) runs nothing until it goes on, with whatever it held
/// then; a dead one never runs anything again.
/// </summary>
internal sealed class Lane(Scheduler scheduler, string name) : TaskScheduler
{
    public string Name => name;

    public bool IsPaused { get; set; }

    public bool IsDead { get; private set; }

    internal List<Task> Ready { get; } = [];

    public void Post(Action what) => new Task(what, CancellationToken.None, TaskCreationOptions.DenyChildAttach).Start(this);

    /// <summary>Runs asynchronous code whose every continuation comes back to this lane.</summary>
    public void Start(Func<Task> flow) =>
        _ = Task.Factory.StartNew(flow, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public void Kill()
    {
        IsDead = true;
        Ready.Clear();
    }

    /// <summary>Runs one of the ready tasks. Which of them goes next is the scheduler's choice, so their order here means nothing.</summary>
    internal void Run(int index)
    {
        var task = Ready[index];
        Ready[index] = Ready[^1];
        Ready.RemoveAt(Ready.Count - 1);
        TryExecuteTask(task);
    }

    protected override void QueueTask(Task task)
    {
        if (scheduler.IsTrespass() || IsDead) return;
        Ready.Add(task);
    }

    // Whoever ran a task in the middle of another would take the choice away from the seed.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => Ready;
}
