using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// The entries that a lane has to deliver next, in order. The journal is the queue; here is only its beginning, so however far a receiver is behind,
/// this stays small.
/// </summary>
internal sealed class LaneQueue(IJournal journal, int partition)
{
    private const int EntriesPerPage = 1_000;
    private const int KeptMax = 2_000;

    private readonly Queue<PostedEntry> next = [];
    private readonly Queue<CorruptEntryException> damages = [];
    private long head;

    /// <summary>Everything up to here is delivered, in the queue, or does not concern the webhook.</summary>
    public long ReadTo { get; private set; }

    /// <summary>Everything up to here is taken or does not concern the webhook.</summary>
    public long DoneTo => First is { } first ? first.Position - 1 : ReadTo;

    /// <summary>Nothing is to be taken up to the last position that was rung for.</summary>
    public bool IsDone => next.Count == 0 && ReadTo >= head;

    public PostedEntry? First => next.TryPeek(out var first) ? first : null;

    public void StartAfter(long position)
    {
        next.Clear();
        damages.Clear();
        ReadTo = position;
    }

    public void Hear(WebhookRing ring)
    {
        head = Math.Max(head, ring.To);
        if (ring.From > ReadTo || ring.To <= ReadTo || next.Count + ring.Entries.Length > KeptMax) return;
        foreach (var posted in ring.Entries)
        {
            if (posted.Position > ReadTo) next.Enqueue(posted);
        }
        ReadTo = ring.To;
    }

    /// <summary>The next entry to deliver; null when there is none up to the last position that was rung for.</summary>
    public async Task<PostedEntry?> FirstAsync(Webhook webhook)
    {
        while (next.Count == 0 && ReadTo < head)
        {
            var after = ReadTo;
            var (page, damage) = await journal.ReadOrDamageAsync(partition, after, EntriesPerPage);
            // While it read, a ring may have brought the same.
            if (ReadTo != after) continue;
            if (damage is not null)
            {
                damages.Enqueue(damage);
                ReadTo = damage.Position;
                continue;
            }
            if (page.IsEmpty) break;
            foreach (var posted in page.Where(posted => webhook.Concerns(posted.Entry))) next.Enqueue(posted);
            ReadTo = page[^1].Position;
        }
        return First;
    }

    /// <summary>The first that has been stepped past and not been taken.</summary>
    public CorruptEntryException? Damage => damages.TryPeek(out var damage) ? damage : null;

    public void TakeDamage() => damages.Dequeue();

    public void TakeFirst() => next.Dequeue();
}
