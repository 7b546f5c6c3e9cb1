using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>A call that somebody waits for, in the list in which response timeouts are found.</summary>
internal abstract class PendingCall(TurnKind kind) : Request(kind)
{
    internal long Deadline { get; set; }

    internal PendingCall? Earlier { get; set; }

    internal PendingCall? Later { get; set; }

    internal PendingCalls.Shard? Shard { get; set; }

    internal abstract void TimeOut();
}

/// <summary>One call: its arguments on the way in, its promise on the way out.</summary>
internal sealed class Call<TArgs, TResult>(GrainAddress target, GrainMethod<TArgs, TResult> method, TArgs args)
    : PendingCall(target.Class.IsReentrant && method.Kind != TurnKind.AlwaysInterleave ? TurnKind.Reentrant : method.Kind)
{
    private readonly TaskCompletionSource<TResult> promise = new(target.Class.Silo.Turns.PromiseOptions);
    // Null when nobody records a trace, and then a call costs one look at it.
    private readonly Activity? caller = Activity.Current is { Recorded: true } recorded ? recorded : null;
    private CallCancellation? cancellation;

    internal Task<TResult> Result => promise.Task;

    internal override bool IsAbandoned => promise.Task.IsCompleted;

    internal void ListenTo(CancellationToken cancellationToken) =>
        cancellation = new CallCancellation(this, static (call, token) => ((Call<TArgs, TResult>)call).Cancel(token), cancellationToken);

    internal override void TimeOut() => Settle(() => new TimeoutException(
        $"{method.Name} of {target.Class.GrainType}/{target.Key} did not answer in time. It may still be running."));

    internal override void Refuse(Exception exception) => Settle(() => exception);

    protected override void Starting(Activation activation) => cancellation?.Starting(activation);

    protected override Task Invoke(object grain)
    {
        var inside = cancellation?.Inside ?? CancellationToken.None;
        if (caller is null or { IsStopped: true })
            return method.Invoke(grain, args, inside);
        // The caller's trace is all of its context that the callee sees, and only until the turn ends: what is awaited takes it along by itself.
        Activity.Current = caller;
        try
        {
            return method.Invoke(grain, args, inside);
        }
        finally
        {
            Activity.Current = null;
        }
    }

    protected override void Answer(Task task)
    {
        Shard?.Remove(this);
        cancellation?.Stop();
        if (task.IsCompletedSuccessfully)
            Succeed(task);
        else
            Fail(task);
    }

    private void Succeed(Task task)
    {
        try
        {
            var result = task is Task<TResult> withResult ? withResult.Result : default!;
            promise.TrySetResult(method.CopyResult is { } copy ? copy(result) : result);
        }
        catch (Exception exception)
        {
            promise.TrySetException(exception);
        }
    }

    private void Fail(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            promise.TrySetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            // With a one-way call this line is all that is left of the exception.
            if (method.IsOneWay)
                target.Class.Silo.Log.LogWarning(exception, "The one-way call {Method} of {Grain} failed.", method.Name, target.Key);
            promise.TrySetException(exception);
            if (method.IsOneWay)
                _ = promise.Task.Exception;
        }
    }

    private void Cancel(CancellationToken token)
    {
        if (promise.TrySetCanceled(token))
        {
            Shard?.Remove(this);
            // Null while it is still being registered, and then the call has not started either.
            cancellation?.CancelInside();
        }
    }

    private void Settle(Func<Exception> exception)
    {
        Shard?.Remove(this);
        if (!promise.Task.IsCompleted && promise.TrySetException(exception()))
            cancellation?.Stop();
    }
}

/// <summary>Stands for "no result" where a result type is asked for.</summary>
[Immutable]
internal readonly struct NoResult;
