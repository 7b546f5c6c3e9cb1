namespace Granary.Journal.Sqlite;

/// <summary>
/// Those who use the file now. A store that is closed waits for them and lets nobody in again: a reader that came late would open the file once
/// more, and leave its log beside it while another program moves or deletes it.
/// </summary>
internal sealed class OpenCalls
{
    private readonly TaskCompletionSource allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private int inside;
    private bool isClosed;

    /// <exception cref="JournalUnavailableException">The store is closed.</exception>
    internal T During<T>(Func<T> call)
    {
        lock (gate)
        {
            if (isClosed) throw new JournalUnavailableException("the journal is closed");
            inside++;
        }
        try
        {
            return call();
        }
        finally
        {
            lock (gate)
            {
                if (--inside == 0 && isClosed) allLeft.TrySetResult();
            }
        }
    }

    /// <summary>False when it was closed before.</summary>
    internal async ValueTask<bool> CloseAsync()
    {
        lock (gate)
        {
            if (isClosed) return false;
            isClosed = true;
            if (inside == 0) allLeft.TrySetResult();
        }
        await allLeft.Task.ConfigureAwait(false);
        return true;
    }
}
