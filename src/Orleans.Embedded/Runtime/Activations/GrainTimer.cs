using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>
/// A grain timer is its own request: at most one tick is due or running at a time, and the next counts from the end of the last.
/// </summary>
internal sealed class GrainTimer : Request, IGrainTimer
{
    private readonly Activation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly CancellationTokenSource stopped = new();
    private readonly bool keepAlive;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private TimeSpan period;
    private TimeSpan? changedDueTime;
    private bool ticking;

    private GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
        : base(options.Interleave ? TurnKind.AlwaysInterleave : activation.Class.IsReentrant ? TurnKind.Reentrant : TurnKind.Normal)
    {
        this.activation = activation;
        this.callback = callback;
        keepAlive = options.KeepAlive;
        period = options.Period;
        timer = activation.Silo.Clock.CreateTimer(OnDue);
    }

    internal override bool IsAbandoned => stopped.IsCancellationRequested;

    internal override bool KeepsAlive => keepAlive;

    internal static GrainTimer Start(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Check(options.DueTime, options.Period);
        var made = new GrainTimer(activation, callback, options);
        activation.Belongings.Add(made);
        made.Arm(options.DueTime);
        return made;
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, period);
        lock (gate)
        {
            this.period = period;
            if (ticking)
                changedDueTime = dueTime;
            else
                Arm(dueTime);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (stopped.IsCancellationRequested)
                return;
            timer.Dispose();
        }

        activation.Belongings.Remove(this);
        stopped.Cancel();
    }

    internal override void Refuse(Exception exception)
    {
    }

    protected override Task Invoke(object grain) => callback(stopped.Token);

    protected override void Answer(Task task)
    {
        if (task.IsFaulted)
            activation.Silo.Log.LogWarning(task.Exception.InnerException, "A timer of {Grain} failed; it goes on.", activation.GrainId);
        lock (gate)
        {
            ticking = false;
            // A tick that changed its own timer has said when the next one comes.
            Arm(changedDueTime ?? period);
            changedDueTime = null;
        }
    }

    protected override void Abandon()
    {
        lock (gate)
            ticking = false;
    }

    private void OnDue()
    {
        lock (gate)
        {
            if (ticking || IsAbandoned)
                return;
            ticking = true;
        }

        if (!activation.TrySubmit(this))
            Abandon();
    }

    private void Arm(TimeSpan dueTime)
    {
        if (!IsAbandoned)
            timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    private static void Check(TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, "A timer is due now, later or never.");
        if (period < TimeSpan.Zero && period != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(period), period, "A timer repeats after a while or never.");
    }
}
