namespace Granary.Journal.GroupCommit;

/// <summary>
/// Turns concurrent questions into one. A question that comes alone is asked at once; what comes while it is being asked is asked
/// together next. No clock is involved: the gathering grows with the load and vanishes without it.
/// </summary>
/// <param name="askAll">Answers all in order; an exception is the answer to all.</param>
internal sealed class Gathering<TRequest, TResult>(
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> askAll, int batchMax, int concurrencyMax)
{
    private readonly Lock gate = new();
    private readonly Queue<(TRequest Request, TaskCompletionSource<TResult> Answer)> waiting = new();
    private int asking;

    internal Task<TResult> AskAsync(TRequest request, CancellationToken cancellation)
    {
        // Continuations never run on our thread: the asker may be a grain with a scheduler of its own.
        var answer = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue((request, answer));
            if (asking < concurrencyMax)
            {
                asking++;
                // A fresh thread: the asker's own scheduler must not carry the query.
                _ = Task.Run(AskWhileAnyWaitAsync, CancellationToken.None);
            }
        }
        return cancellation.CanBeCanceled ? answer.Task.WaitAsync(cancellation) : answer.Task;
    }

    private async Task AskWhileAnyWaitAsync()
    {
        while (Taken() is { } batch)
        {
            try
            {
                var results = await askAll([.. batch.Select(item => item.Request)]).ConfigureAwait(false);
                for (var i = 0; i < batch.Length; i++) batch[i].Answer.TrySetResult(results[i]);
            }
#pragma warning disable CA1031 // Whatever went wrong is told to everybody who asked.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                foreach (var (_, answer) in batch) answer.TrySetException(failed);
            }
        }
    }

    private (TRequest Request, TaskCompletionSource<TResult> Answer)[]? Taken()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                asking--;
                return null;
            }
            var batch = new (TRequest, TaskCompletionSource<TResult>)[Math.Min(waiting.Count, batchMax)];
            for (var i = 0; i < batch.Length; i++) batch[i] = waiting.Dequeue();
            return batch;
        }
    }
}
