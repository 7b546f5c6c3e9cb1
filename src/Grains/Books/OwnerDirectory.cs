using System.Collections.Concurrent;
using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// Who exists and is open, cached per host. A stale answer is harmless: a credit that reaches a closed owner is moved on by that owner.
/// Unknown owners are never cached, so an owner can be paid as soon as it is opened.
/// </summary>
public sealed class OwnerDirectory(IJournal journal, TimeProvider time, int entryCountMax = 1_000_000, int freshMs = 5_000)
{
    private readonly ConcurrentDictionary<OwnerId, (OwnerStatus Status, long ReadAt)> known = new();

    /// <summary>The status of each owner. Completes at once when all of them were read a short while ago.</summary>
    public ValueTask<ImmutableArray<(OwnerId Owner, OwnerStatus Status)>> StatusOf(ImmutableArray<OwnerId> owners)
    {
        var statuses = ImmutableArray.CreateBuilder<(OwnerId, OwnerStatus)>(owners.Length);
        var now = time.GetTimestamp();
        foreach (var owner in owners)
        {
            if (!known.TryGetValue(owner, out var entry) || time.GetElapsedTime(entry.ReadAt, now).TotalMilliseconds > freshMs) return Read(owners);
            statuses.Add((owner, entry.Status));
        }
        return new(statuses.MoveToImmutable());
    }

    private async ValueTask<ImmutableArray<(OwnerId Owner, OwnerStatus Status)>> Read(ImmutableArray<OwnerId> owners)
    {
        var now = time.GetTimestamp();
        var reads = owners.Select(owner => journal.StatusOfAsync(owner).AsTask()).ToArray();
        var statuses = await Task.WhenAll(reads);
        // Forgetting everything at once is crude and rare; the next payments fill it again.
        if (known.Count >= entryCountMax) known.Clear();
        for (var i = 0; i < owners.Length; i++)
        {
            if (statuses[i] == OwnerStatus.Unknown) known.TryRemove(owners[i], out _);
            else known[owners[i]] = (statuses[i], now);
        }
        return [.. owners.Select((owner, i) => (owner, statuses[i]))];
    }
}
