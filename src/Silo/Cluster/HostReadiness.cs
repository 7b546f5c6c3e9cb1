namespace Granary.Silo;

/// <summary>Whether requests should be sent to this host now: it has started, is not leaving, and the journal answers a read.</summary>
/// <param name="look">Reads something from the journal, by whatever way this host has to it.</param>
public sealed class HostReadiness(HostState state, TimeProvider time, Func<CancellationToken, Task> look)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellation)
    {
        if (state.Name != HostState.Ready) return false;
        try
        {
            await look(cancellation).WaitAsync(AnswerWithin, time, cancellation);
            return true;
        }
        catch (Exception gone) when (MachineFaults.Of(gone) == MachineFault.Unavailable)
        {
            return false;
        }
    }
}
