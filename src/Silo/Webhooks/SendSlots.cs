using System.Collections.Concurrent;

namespace Granary.Silo;

/// <summary>How many messages may be under way: in all, and to one receiver, so that a slow one does not take the places of the others.</summary>
internal sealed class SendSlots : IDisposable
{
    private const int AllMax = 64;
    private const int PerReceiverMax = 8;
    private const int ReceiversKeptMax = 10_000;

    private readonly SemaphoreSlim all = new(AllMax);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> receivers = new(StringComparer.Ordinal);

    public async ValueTask<Slot> TakeAsync(string receiver, CancellationToken cancellation)
    {
        // Who holds a slot of one that is forgotten gives it back to nobody.
        if (receivers.Count > ReceiversKeptMax) receivers.Clear();
        var own = receivers.GetOrAdd(receiver, _ => new SemaphoreSlim(PerReceiverMax));
        await own.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await all.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            own.Release();
            throw;
        }
        return new Slot(own, all);
    }

    public void Dispose() => all.Dispose();

    internal readonly struct Slot(SemaphoreSlim own, SemaphoreSlim all) : IDisposable
    {
        public void Dispose()
        {
            all.Release();
            own.Release();
        }
    }
}
