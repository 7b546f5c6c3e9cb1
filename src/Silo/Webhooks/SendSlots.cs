using Granary.Ledger;

namespace Granary.Silo;

/// <summary>
/// How many deliveries may be under way: in all, to one receiver and for one owner, so that one who answers slowly takes few places, however many
/// webhooks, names and owners lead to it. Whoever waits holds nothing: a place is given only when there is one of each sort.
/// </summary>
internal sealed class SendSlots(int countMax = 64, int perReceiverMax = 4, int perOwnerMax = 8)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Slot> waiting = [];
    private readonly Dictionary<string, int> toReceiver = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<OwnerId, int> ofOwner = [];
    private int count;

    /// <summary>Waits for a place. First come, first served, but past those whose own places are taken.</summary>
    /// <param name="receiver">Its host's name.</param>
    /// <param name="owner">Whose webhook it is; all that have no owner, and are told of the whole ledger, share places.</param>
    public async ValueTask<IDisposable> TakeAsync(string receiver, OwnerId? owner, CancellationToken cancellation)
    {
        var slot = new Slot(this, receiver, owner.GetValueOrDefault());
        lock (gate)
        {
            if (HasRoom(slot)) Give(slot);
            else waiting.AddLast(slot);
        }
        try
        {
            await slot.Given.WaitAsync(cancellation).ConfigureAwait(false);
            return slot;
        }
        catch
        {
            lock (gate)
            {
                // Given in the very moment in which nobody wanted it any more, it goes to the next.
                if (!waiting.Remove(slot)) slot.Dispose();
            }
            throw;
        }
    }

    private bool HasRoom(Slot slot) =>
        count < countMax && toReceiver.GetValueOrDefault(slot.Receiver) < perReceiverMax && ofOwner.GetValueOrDefault(slot.Owner) < perOwnerMax;

    private void Give(Slot slot)
    {
        count++;
        toReceiver[slot.Receiver] = toReceiver.GetValueOrDefault(slot.Receiver) + 1;
        ofOwner[slot.Owner] = ofOwner.GetValueOrDefault(slot.Owner) + 1;
        slot.Give();
    }

    private void Return(Slot slot)
    {
        lock (gate)
        {
            count--;
            // Only those are known to whom something is under way: that many there are at most.
            if (--toReceiver[slot.Receiver] == 0) toReceiver.Remove(slot.Receiver);
            if (--ofOwner[slot.Owner] == 0) ofOwner.Remove(slot.Owner);
            for (var next = waiting.First; next is not null && count < countMax;)
            {
                var after = next.Next;
                if (HasRoom(next.Value))
                {
                    waiting.Remove(next);
                    Give(next.Value);
                }
                next = after;
            }
        }
    }

    private sealed class Slot(SendSlots slots, string receiver, OwnerId owner) : IDisposable
    {
        private readonly TaskCompletionSource given = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Receiver => receiver;

        public OwnerId Owner => owner;

        public Task Given => given.Task;

        public void Give() => given.SetResult();

        public void Dispose() => slots.Return(this);
    }
}
