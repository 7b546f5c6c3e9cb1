namespace Granary.Silo;

/// <summary>
/// How many deliveries may be under way: in all, and to one receiver, so that one who answers slowly takes few places, however many webhooks lead to it.
/// </summary>
internal sealed class SendSlots(int countMax = 64, int perReceiverMax = 4) : IDisposable
{
    private readonly SemaphoreSlim all = new(countMax);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue> receivers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a place. Who waits for one receiver holds no place that another could use.</summary>
    /// <param name="receiver">Its host's name.</param>
    public async ValueTask<IDisposable> TakeAsync(string receiver, CancellationToken cancellation)
    {
        var own = Join(receiver);
        try
        {
            await own.Places.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await all.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch
            {
                own.Places.Release();
                throw;
            }
        }
        catch
        {
            Leave(receiver, own);
            throw;
        }
        return new Slot(this, receiver, own);
    }

    public void Dispose() => all.Dispose();

    private Queue Join(string receiver)
    {
        lock (gate)
        {
            if (!receivers.TryGetValue(receiver, out var own)) receivers[receiver] = own = new Queue(new SemaphoreSlim(perReceiverMax));
            own.MemberCount++;
            return own;
        }
    }

    // A receiver is known while anybody sends to it or waits: that many there are at most.
    private void Leave(string receiver, Queue own)
    {
        lock (gate)
        {
            if (--own.MemberCount == 0) receivers.Remove(receiver);
        }
    }

    private sealed record Queue(SemaphoreSlim Places)
    {
        public int MemberCount { get; set; }
    }

    private sealed class Slot(SendSlots slots, string receiver, Queue own) : IDisposable
    {
        public void Dispose()
        {
            slots.all.Release();
            own.Places.Release();
            slots.Leave(receiver, own);
        }
    }
}
