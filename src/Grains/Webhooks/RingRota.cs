using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// When each webhook is to be rung for although nothing happened: those with something to do soon and the others seldom, and never all at once.
/// </summary>
internal sealed class RingRota(WebhookOptions options)
{
    private readonly Dictionary<Guid, (int TimesEnabled, bool IsEnabled, long DueAtMs)> turns = [];
    private bool isNew = true;

    /// <summary>Takes a changed list in. What is new or enabled again is due at once, as all of them are not.</summary>
    /// <returns>Those that are gone.</returns>
    public IReadOnlyList<Guid> Change(IReadOnlyCollection<Webhook> webhooks, long nowMs)
    {
        var gone = turns.Keys.Except(webhooks.Select(webhook => webhook.Id)).ToList();
        foreach (var id in gone) turns.Remove(id);
        foreach (var webhook in webhooks)
        {
            var isKnown = turns.TryGetValue(webhook.Id, out var turn);
            var isSame = isKnown && (turn.TimesEnabled, turn.IsEnabled) == (webhook.TimesEnabled, webhook.IsEnabled);
            var dueAtMs = isSame ? turn.DueAtMs : isNew ? nowMs + Spread(webhook.Id.GetHashCode(), options.RingEvery) : nowMs;
            turns[webhook.Id] = (webhook.TimesEnabled, webhook.IsEnabled, dueAtMs);
        }
        isNew = false;
        return gone;
    }

    /// <summary>Whose turn it is. Unless they say otherwise it is again soon.</summary>
    public IReadOnlyList<Guid> TakeDue(long nowMs)
    {
        var due = turns.Where(turn => turn.Value.DueAtMs <= nowMs).Select(turn => turn.Key).ToList();
        foreach (var id in due) Put(id, nowMs + (long)options.RingEvery.TotalMilliseconds);
        return due;
    }

    /// <summary>It has nothing to do.</summary>
    public void Rests(Guid id, long nowMs)
    {
        // From a third less on, and by other bits than their first turn, so that those who began together do not come together for ever.
        if (turns.ContainsKey(id)) Put(id, nowMs + (long)(options.RingIdleEvery * 2 / 3).TotalMilliseconds + Spread(id.GetHashCode() >> 16, options.RingIdleEvery / 3));
    }

    /// <summary>An entry was rung for: there may be something to do again.</summary>
    public void Works(Guid id, long nowMs)
    {
        if (turns.TryGetValue(id, out var turn)) Put(id, Math.Min(turn.DueAtMs, nowMs + (long)options.RingEvery.TotalMilliseconds));
    }

    public void Clear()
    {
        turns.Clear();
        isNew = true;
    }

    private void Put(Guid id, long dueAtMs) => turns[id] = turns[id] with { DueAtMs = dueAtMs };

    private static long Spread(int by, TimeSpan over) => (long)(over.TotalMilliseconds * (by & 0xFFFF) / 0x1_0000);
}
