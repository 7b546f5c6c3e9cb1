using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Granary.Journal.Rows;
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
        Seen? fromNothing = Seen.Nothing(store.PartitionCount);
        var loads = await store.LoadAsync([.. snapshots.Select(snapshot => (snapshot.Owner, fromNothing))], cancellation).ConfigureAwait(false);
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
        var credits = history.Credits.Where(credit => credit.Position <= snapshot.Seen.Positions[credit.Partition]).ToArray();
        var own = history.Own.TakeWhile(posted => posted.Entry.Sequence <= snapshot.Seen.Sequence).ToArray();
        try
        {
            var stored = JsonNode.Parse(snapshot.State.Span)!;
            if (!SameBalances(stored, Balances(snapshot.Owner, credits, own))) return "its balances are not those of its entries";
            if (StatusIn(stored) != StatusAfter(own)) return "its status is not that of its entries";
            if (foldOf(snapshot.Owner.Kind) is not { } fold) return null;
            return JsonNode.DeepEquals(WithoutBalances(stored), WithoutBalances(JsonNode.Parse(fold.Fold(credits, own))!))
                ? null
                : $"the snapshot at sequence {snapshot.Seen.Sequence} is not the fold of its entries";
        }
        catch (Exception broken) when (broken is InvariantViolatedException or JsonException or ArgumentException or OverflowException
            or InvalidOperationException or NullReferenceException)
        {
            return $"the snapshot cannot be compared: {broken.Message}";
        }
    }

    private static Balances Balances(OwnerId owner, Credit[] credits, PostedEntry[] own)
    {
        var sums = new AccountSums();
        foreach (var credit in credits) sums.Add(credit.Pocket, credit.Asset, credit.AmountMinor);
        foreach (var transfer in own.SelectMany(posted => posted.Entry.Transfers))
        {
            sums.Add(transfer.DebitPocket, transfer.Asset, -transfer.AmountMinor);
            if (transfer.CreditOwner == owner) sums.Add(transfer.CreditPocket, transfer.Asset, transfer.AmountMinor);
        }
        return sums.Balances();
    }

    // The order of an owner's accounts is that in which they were first touched, and credits may be folded earlier or later.
    private static bool SameBalances(JsonNode stored, Balances folded)
    {
        var kept = stored["balances"].Deserialize(LedgerJson.Default.Balances)!;
        return InOrder(kept).SequenceEqual(InOrder(folded));
    }

    private static IEnumerable<Balance> InOrder(Balances balances) => balances.Accounts
        .Where(account => account.AmountMinor != 0)
        .OrderBy(account => (account.Pocket, account.Asset.Code));

    private static OwnerStatus StatusIn(JsonNode stored) => stored["status"].Deserialize(LedgerJson.Default.OwnerStatus);

    private static OwnerStatus StatusAfter(PostedEntry[] own) => own
        .Select(posted => posted.Entry.Event)
        .OfType<OwnerEvent>()
        .Aggregate(OwnerStatus.Unknown, Lifecycle.After);

    private static JsonNode WithoutBalances(JsonNode state)
    {
        state.AsObject().Remove("balances");
        return state;
    }

    private static AuditFinding Finding(OwnerId owner, string what) => new(AuditRule.SnapshotIsTheFold, null, null, owner, what);
}
