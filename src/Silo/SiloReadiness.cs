using Granary.Journal;

namespace Granary.Silo;

/// <summary>Whether this host can do its work now: the journal answers a read.</summary>
public sealed class SiloReadiness(IJournal journal, TimeProvider time)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await journal.ReadCursorAsync("readiness", partition: 0, cancellation).AsTask().WaitAsync(AnswerWithin, time, cancellation);
            return true;
        }
        catch (Exception gone) when (gone is JournalUnavailableException or TimeoutException)
        {
            return false;
        }
    }
}
