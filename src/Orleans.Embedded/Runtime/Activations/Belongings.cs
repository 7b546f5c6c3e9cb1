using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Embedded.Runtime;

/// <summary>What only some activations have: timers, a service scope, stream observers, a reason to end.</summary>
internal sealed class Belongings
{
    private readonly Lock gate = new();
    private List<GrainTimer>? timers;
    private bool timersStopped;
    private AsyncServiceScope? scope;

    internal DeactivationReason Reason { get; set; }

    internal long KeepUntil { get; set; } = long.MinValue;

    /// <summary>Only touched in turns.</summary>
    internal Dictionary<StreamKey, StreamConsumer> Consumers => field ??= [];

    internal IServiceProvider Services(EmbeddedSilo silo)
    {
        lock (gate)
        {
            scope ??= silo.ServiceProvider.CreateAsyncScope();
            return scope.Value.ServiceProvider;
        }
    }

    internal void Add(GrainTimer timer)
    {
        lock (gate)
        {
            if (!timersStopped)
            {
                (timers ??= []).Add(timer);
                return;
            }
        }

        timer.Dispose();
    }

    internal void Remove(GrainTimer timer)
    {
        lock (gate)
            timers?.Remove(timer);
    }

    internal void StopTimers()
    {
        List<GrainTimer>? stopped;
        lock (gate)
        {
            timersStopped = true;
            stopped = timers;
            timers = null;
        }

        stopped?.ForEach(static timer => timer.Dispose());
    }

    internal ValueTask DisposeServicesAsync() => scope?.DisposeAsync() ?? ValueTask.CompletedTask;
}
