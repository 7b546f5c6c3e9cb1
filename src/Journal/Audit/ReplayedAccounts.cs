using System.Runtime.InteropServices;
using Granary.Ledger;

namespace Granary.Journal.Audit;

/// <summary>Every account and every owner's last sequence, replayed: the only memory of an audit that grows with the ledger.</summary>
internal sealed class ReplayedAccounts
{
    private readonly Dictionary<(OwnerId Owner, Pocket Pocket, Asset Asset), Int128> movedMinor = [];
    private readonly Dictionary<OwnerId, long> sequences = [];

    /// <summary>Returns the sequence that the entry should have had when it has another.</summary>
    internal long? Follow(OwnerId owner, long sequence)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(sequences, owner, out _);
        var expected = last + 1;
        last = sequence;
        return sequence == expected ? null : expected;
    }

    internal void Apply(Entry entry)
    {
        foreach (var transfer in entry.Transfers)
        {
            Move(entry.Owner, transfer.DebitPocket, transfer.Asset, -transfer.AmountMinor);
            Move(transfer.CreditOwner, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor);
        }
    }

    // At the end and not at each step: partitions are replayed one after the other, so only the balance at the common cut means anything.
    internal IEnumerable<AuditFinding> Overdrawn() => movedMinor
        .Select(account => (account.Key, Minor: IsAsset(account.Key.Pocket) ? -account.Value : account.Value))
        .Where(account => account.Minor < 0)
        .OrderBy(account => (account.Key.Owner.Packed, account.Key.Pocket, account.Key.Asset.Code))
        .Select(account => new AuditFinding(
            AuditRule.NoNegativeBalance, null, null, account.Key.Owner, $"{account.Key.Pocket} holds {account.Minor} {account.Key.Asset}"));

    private static bool IsAsset(Pocket pocket) => Enum.IsDefined(pocket) && pocket.GrowsOnDebit();

    private void Move(OwnerId owner, Pocket pocket, Asset asset, Int128 minor) =>
        CollectionsMarshal.GetValueRefOrAddDefault(movedMinor, (owner, pocket, asset), out _) += minor;
}
