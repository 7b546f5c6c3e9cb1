using Orleans.Runtime;

namespace RuntimeSemantics.Grains;

public interface ITimersGrain : IGrainWithIntegerKey
{
    Task Start(string topic, bool interleave);

    Task StartWithState(string topic);

    Task StartFailing(string topic);

    Task StartWaiting(string topic, string cue);

    Task Change(TimeSpan dueTime, TimeSpan period);

    Task Stop();

    Task Hold(string cue);

    Task Leave();
}

internal sealed class TimersGrain : Grain, ITimersGrain
{
    private static readonly TimeSpan soon = TimeSpan.FromMilliseconds(10);

    private IGrainTimer? timer;
    private CancellationToken ticking;

    public Task Start(string topic, bool interleave)
    {
        timer = this.RegisterGrainTimer(
            _ =>
            {
                Stage.Say(topic, TaskScheduler.Current == TaskScheduler.Default ? "tick outside" : "tick");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(soon, soon) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartWithState(string topic)
    {
        timer = this.RegisterGrainTimer(
            (state, cancellationToken) =>
            {
                ticking = cancellationToken;
                Stage.Say(topic, state);
                return Task.CompletedTask;
            },
            "state",
            new GrainTimerCreationOptions { DueTime = soon, Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }

    public Task StartFailing(string topic)
    {
        timer = this.RegisterGrainTimer(
            _ =>
            {
                Stage.Say(topic, "tick");
                throw new InvalidOperationException("a bad tick");
            },
            soon,
            soon);
        return Task.CompletedTask;
    }

    public Task StartWaiting(string topic, string cue)
    {
        timer = this.RegisterGrainTimer(
            async _ =>
            {
                Stage.Say(topic, "begins");
                await Stage.On(cue);
                Stage.Say(topic, "ends");
            },
            soon,
            soon);
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan dueTime, TimeSpan period)
    {
        timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task Hold(string cue)
    {
        Stage.Give(cue + " started");
        await Stage.On(cue);
    }

    public Task Leave()
    {
        using var registration = ticking.Register(() => Stage.Say($"timers {this.GetPrimaryKeyLong()}", "cancelled"));
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IRemindedGrain : IGrainWithIntegerKey
{
    Task Remind(string name, TimeSpan dueTime, TimeSpan period);

    Task<bool> Has(string name);

    Task Forget(string name);

    Task Leave();
}

internal sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    public Task Remind(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task<bool> Has(string name) => await this.GetReminder(name) is { } reminder && reminder.ReminderName == name;

    public async Task Forget(string name)
    {
        if (await this.GetReminder(name) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Stage.Say($"reminded {this.GetPrimaryKeyLong()}", $"{reminderName} {status.Period.TotalMinutes} {status.CurrentTickTime >= status.FirstTickTime}");
        return Task.CompletedTask;
    }
}
