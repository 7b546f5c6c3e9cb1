using Microsoft.Extensions.Logging;

namespace Orleans.Embedded.Runtime;

/// <summary>Carries a cancellation from the caller's token to another token, which is cancelled in a turn of the callee.</summary>
#pragma warning disable CA1001 // The inner source is never disposed, see there.
internal sealed class CallCancellation
{
    // Never disposed: without a timer or a wait handle it owns nothing, and the grain may hold the token for as long as it likes.
    private readonly CancellationTokenSource inside = new();
    private readonly CancellationTokenRegistration registration;
    private Activation? startedOn;

    internal CallCancellation(object call, Action<object, CancellationToken> cancel, CancellationToken cancellationToken) =>
        registration = cancellationToken.UnsafeRegister((state, token) => cancel(state!, token), call);

    internal CancellationToken Inside => inside.Token;

    internal void Starting(Activation activation)
    {
        startedOn = activation;
        // The canceller writes "cancelled" and then reads startedOn; we write startedOn and then read "cancelled". With the
        // fence at least one of the two sees the other.
        Interlocked.MemoryBarrier();
    }

    internal void CancelInside()
    {
        Interlocked.MemoryBarrier();
        startedOn?.Enqueue(new Step(Cancel));
    }

    internal void Stop() => registration.Unregister();

    private void Cancel(Activation activation)
    {
        try
        {
            inside.Cancel();
        }
        catch (AggregateException exception)
        {
            activation.Silo.Log.LogWarning(exception, "What {Grain} does on cancellation failed.", activation.GrainId);
        }
    }
}
