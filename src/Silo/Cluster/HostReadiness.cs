namespace Granary.Silo;

/// <summary>Whether requests should be sent to this host now: it has started, is not leaving, and the journal answers a read and does not refuse writes.</summary>
/// <param name="look">Reads something from the journal, by whatever way this host has to it, and throws when writes are refused.</param>
/// <remarks>
/// Whoever asks meanwhile is told what the last look saw: anybody may ask, and as often as he likes, and that must not become load on the database.
/// </remarks>
public sealed class HostReadiness(HostState state, TimeProvider time, Func<CancellationToken, Task> look)
{
    // Shorter than the second that a proxy's check waits.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan KnownFor = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private Task<bool> lastLook = Task.FromResult(false);
    private long lookedAt;

    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellation)
    {
        if (state.Name != HostState.Ready) return false;
        return await Look().WaitAsync(cancellation) && state.Name == HostState.Ready;
    }

    private Task<bool> Look()
    {
        lock (gate)
        {
            if (!lastLook.IsCompleted || (lookedAt != 0 && time.GetElapsedTime(lookedAt) < KnownFor)) return lastLook;
            lookedAt = time.GetTimestamp();
            return lastLook = LookAsync();
        }
    }

    private async Task<bool> LookAsync()
    {
        using var patience = new CancellationTokenSource(AnswerWithin, time);
        try
        {
            await look(patience.Token).WaitAsync(patience.Token);
            return true;
        }
        catch (Exception gone) when (MachineFaults.Of(gone) == MachineFault.Unavailable)
        {
            return false;
        }
    }
}
