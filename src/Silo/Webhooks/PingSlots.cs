using Granary.Ledger;

namespace Granary.Silo;

/// <summary>
/// The few pings that may be under way beside the deliveries: somebody waits for each, so none is queued. One to a webhook, two for an owner, and
/// so nobody takes all of them.
/// </summary>
internal sealed class PingSlots(int countMax = 8, int perOwnerMax = 2)
{
    private readonly Lock gate = new();
    private readonly List<Slot> taken = [];

    /// <summary>Null when there is no place now.</summary>
    public IDisposable? TryTake(Webhook webhook)
    {
        lock (gate)
        {
            if (taken.Count >= countMax || taken.Exists(other => other.WebhookId == webhook.Id)) return null;
            if (taken.Count(other => other.Owner == webhook.Owner) >= perOwnerMax) return null;
            var slot = new Slot(this, webhook.Id, webhook.Owner);
            taken.Add(slot);
            return slot;
        }
    }

    private sealed class Slot(PingSlots slots, Guid webhookId, OwnerId? owner) : IDisposable
    {
        public Guid WebhookId => webhookId;

        public OwnerId? Owner => owner;

        public void Dispose()
        {
            lock (slots.gate) slots.taken.Remove(this);
        }
    }
}
