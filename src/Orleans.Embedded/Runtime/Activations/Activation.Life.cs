using Microsoft.Extensions.Logging;

namespace Orleans.Embedded.Runtime;

internal sealed partial class Activation
{
    /// <summary>Set while a grain's constructor runs: how the grain object learns where it lives.</summary>
    [field: ThreadStatic]
    internal static Activation? BeingMade { get; private set; }

    internal void Deactivate(DeactivationReason reason)
    {
        bool wake;
        lock (this)
        {
            if (ending || phase == Phase.Dead)
                return;
            ending = true;
            Belongings.Reason = reason;
            wake = EndIfAsked();
        }

        if (wake)
            Silo.Turns.Schedule(this);
    }

    /// <summary>The silo is gone: nothing of this activation happens any more, and nobody is told.</summary>
    internal void Crash()
    {
        lock (this)
        {
            phase = Phase.Dead;
            waiting = default;
        }

        belongings?.StopTimers();
    }

    private protected override void RunWork(Work work)
    {
        try
        {
            work.Run(this);
        }
        catch (Exception exception)
        {
            // Grain code cannot get here, its exceptions end in tasks; a bug of the runtime must not stop the activation.
            Silo.Log.LogCritical(exception, "A turn of {Grain} failed in the runtime.", GrainId);
        }
    }

    private async Task BeginAsync()
    {
        try
        {
            BeingMade = this;
            try
            {
                grain = Class.Make(this);
            }
            finally
            {
                BeingMade = null;
            }

            if (grain is IGrainBase instance)
                await instance.OnActivateAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            Silo.Log.LogWarning(exception, "{Grain} could not be activated.", GrainId);
            await CleanUpAsync();
            foreach (var request in End())
                request.Refuse(exception);
            return;
        }

        bool wake;
        lock (this)
        {
            phase = Phase.Active;
            idleSince = Silo.Clock.Timestamp();
            // Even an activation that was told to end at once serves the call it was made for, or that call would wander for ever.
            (var wasEnding, ending) = (ending, false);
            wake = StartWaiting(all: true);
            ending = wasEnding;
            wake |= running == 0 && EndIfAsked();
        }

        if (wake)
            Silo.Turns.Schedule(this);
    }

    private bool EndIfAsked()
    {
        if (!ending || running != 0 || phase != Phase.Active)
            return false;
        phase = Phase.Deactivating;
        return Ready(new Step(static activation => _ = activation.EndAsync()));
    }

    private async Task EndAsync()
    {
        try
        {
            belongings?.StopTimers();
            using var patience = new Patience(Silo.Clock, Silo.Options.DeactivationTimeout);
            if (grain is IGrainBase instance)
                await instance.OnDeactivateAsync(Belongings.Reason, patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception exception)
        {
            Silo.Log.LogError(exception, "OnDeactivateAsync of {Grain} failed.", GrainId);
        }

        await CleanUpAsync();
        foreach (var request in End())
        {
            // A tick of a timer that has just been stopped must not bring the grain back.
            if (!request.IsAbandoned)
                Class.Submit(Key, request);
        }
    }

    private async ValueTask CleanUpAsync()
    {
        try
        {
            belongings?.StopTimers();
            if (grain is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else
                (grain as IDisposable)?.Dispose();
            if (belongings is not null)
                await belongings.DisposeServicesAsync();
        }
        catch (Exception exception)
        {
            Silo.Log.LogError(exception, "Disposing {Grain} failed.", GrainId);
        }
    }

    // In one step, so that whoever sees the end finds no activation in the directory, or the next one.
    private List<Request> End()
    {
        var left = new List<Request>();
        lock (this)
        {
            phase = Phase.Dead;
            while (waiting.Take() is Request request)
                left.Add(request);
            Class.Forget(this);
        }

        return left;
    }
}
