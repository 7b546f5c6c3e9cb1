using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Granary.Ledger;

namespace Granary.Journal.Audit;

/// <summary>Folds every owner that has a snapshot up to what the snapshot has seen, some owners at a time, and compares.</summary>
internal sealed class SnapshotReplay(IJournalStore store, Func<OwnerKind, IStateFold?> foldOf)
{
    private const int OwnersAtATime = 200;

    internal long SnapshotCount { get; private set; }

    internal async IAsyncEnumerable<AuditFinding> FindingsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var batch = new List<OwnerSnapshot>(OwnersAtATime);
        await foreach (var stored in store.ReadSnapshotsAsync(cancellation).ConfigureAwait(false))
        {
            SnapshotCount++;
            if (stored.IsIntact && stored.Snapshot.Seen.Positions.Length == store.PartitionCount) batch.Add(stored.Snapshot);
            else yield return Finding(stored.Snapshot.Owner, "the snapshot is not what was saved");
            if (batch.Count < OwnersAtATime) continue;
            foreach (var finding in await CompareAsync(batch, cancellation).ConfigureAwait(false)) yield return finding;
            batch.Clear();
        }
        foreach (var finding in await CompareAsync(batch, cancellation).ConfigureAwait(false)) yield return finding;
    }

    private async Task<List<AuditFinding>> CompareAsync(List<OwnerSnapshot> snapshots, CancellationToken cancellation)
    {
        var findings = new List<AuditFinding>();
        if (snapshots.Count == 0) return findings;
        var fromNothing = Seen.Nothing(store.PartitionCount);
        var loads = await store.LoadAsync([.. snapshots.Select(snapshot => (snapshot.Owner, (Seen?)fromNothing))], cancellation).ConfigureAwait(false);
        for (var i = 0; i < loads.Length; i++)
        {
            // An owner whose entries are changed has been found already.
            if (loads[i].History is { } history && Difference(snapshots[i], history) is { } difference)
            {
                findings.Add(Finding(snapshots[i].Owner, difference));
            }
        }
        return findings;
    }

    private string? Difference(OwnerSnapshot snapshot, OwnerHistory history)
    {
        if (snapshot.Seen.Sequence > history.Seen.Sequence) return $"has seen sequence {snapshot.Seen.Sequence}; the last is {history.Seen.Sequence}";
        if (foldOf(snapshot.Owner.Kind) is not { } fold) return null;
        try
        {
            var folded = fold.Fold(
                history.Credits.Where(credit => credit.Position <= snapshot.Seen.Positions[credit.Partition]),
                history.Own.TakeWhile(own => own.Entry.Sequence <= snapshot.Seen.Sequence));
            return JsonNode.DeepEquals(Comparable(snapshot.State.Span), Comparable(folded))
                ? null
                : $"the snapshot at sequence {snapshot.Seen.Sequence} is not the fold of its entries";
        }
        catch (Exception broken) when (broken is InvariantViolatedException or JsonException or ArgumentException or OverflowException)
        {
            return $"the snapshot cannot be compared: {broken.Message}";
        }
    }

    // The order of an owner's accounts is that in which they were first touched, and credits may be folded earlier or later.
    private static JsonNode? Comparable(ReadOnlySpan<byte> state)
    {
        var node = JsonNode.Parse(state);
        if (node?["balances"]?["accounts"] is not JsonArray accounts) return node;
        var sorted = accounts
            .Where(account => account?["amountMinor"]?.GetValue<long>() != 0)
            .Select(account => account!.DeepClone())
            .OrderBy(account => account.ToJsonString(), StringComparer.Ordinal);
        node["balances"]!["accounts"] = new JsonArray([.. sorted]);
        return node;
    }

    private static AuditFinding Finding(OwnerId owner, string what) => new(AuditRule.SnapshotIsTheFold, null, null, owner, what);
}
