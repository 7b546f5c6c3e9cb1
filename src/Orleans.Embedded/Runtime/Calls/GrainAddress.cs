using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>Where calls go: a grain of this silo.</summary>
internal sealed class GrainAddress(GrainClass grainClass, IdSpan key)
{
    // The last activation that took a call, so that the next one need not look it up. It may have ended since.
    private Activation? last;

    internal GrainClass Class => grainClass;

    internal IdSpan Key => key;

    internal GrainId GrainId => new(Class.GrainType, Key);

    internal Task<TResult> Call<TArgs, TResult>(GrainMethod<TArgs, TResult> method, TArgs args, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);
        try
        {
            var call = new Call<TArgs, TResult>(this, method, method.CopyArgs is { } copy ? copy(args) : args);
            var pending = Class.Silo.Pending;
            if (method.IsOneWay)
            {
                pending.ThrowIfClosed();
            }
            else
            {
                pending.Add(call, method.ResponseTimeout is { } own ? Class.Silo.Clock.Units(own) : Class.Silo.ResponseTimeoutUnits);
                if (cancellationToken.CanBeCanceled)
                    call.ListenTo(cancellationToken);
            }

            Submit(call);
            return call.Result;
        }
        catch (Exception exception)
        {
            return Task.FromException<TResult>(exception);
        }
    }

    private void Submit(Request request)
    {
        if (last is not { } activation || !activation.TrySubmit(request))
            last = Class.Submit(Key, request);
    }
}
