using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>One webhook as the journal says it is, removed or not.</summary>
internal sealed class NaiveWebhook(Guid id, PlatformEvent.WebhookRegistered registered)
{
    private readonly List<(int Generation, long EndsAtMs)> secrets = [(1, long.MaxValue)];

    public Guid Id => id;
    public OwnerId? Owner => registered.Owner;
    public bool IsRemoved { get; set; }
    public bool IsEnabled { get; set; } = true;
    public int TimesEnabled { get; set; } = 1;

    /// <summary>When anything about it last changed.</summary>
    public long ChangedUs { get; set; }

    /// <summary>In which of its lives its receiver said that it was gone.</summary>
    public HashSet<int> SaidGone { get; } = [];

    public bool IsLive => !IsRemoved && IsEnabled;
    public int NewestGeneration => secrets[^1].Generation;

    public bool Concerns(PostedEntry posted)
    {
        var entry = posted.Entry;
        if (posted.Position <= registered.StartsAfter[posted.Partition]) return false;
        if (!registered.Kinds.IsEmpty && !registered.Kinds.Contains(entry.Event.Kind)) return false;
        return Owner is null || entry.Owner == Owner || entry.Transfers.Any(transfer => transfer.CreditOwner == Owner);
    }

    public void Roll(int generation, long othersEndAtMs)
    {
        for (var i = 0; i < secrets.Count; i++) secrets[i] = secrets[i] with { EndsAtMs = Math.Min(secrets[i].EndsAtMs, othersEndAtMs) };
        secrets.Add((generation, long.MaxValue));
    }

    /// <summary>What signs at an instant, newest first: at most five, whatever overlaps.</summary>
    public IEnumerable<int> GenerationsAt(long atMs) =>
        secrets.TakeLast(5).Where(secret => secret.EndsAtMs > atMs).Select(secret => secret.Generation).Reverse();
}
