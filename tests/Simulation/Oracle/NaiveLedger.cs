using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// The whole ledger a second time, folded from the journal in its own order by the plainest means. What must hold of every ledger is checked
/// with every entry, on the accounts that it touches.
/// </summary>
internal sealed class NaiveLedger
{
    private readonly Dictionary<OwnerId, NaiveOwner> owners = [];
    private readonly HashSet<Guid> commands = [];
    private readonly Dictionary<int, long> positions = [];
    private readonly Dictionary<int, (Int128 Liabilities, Int128 AtBanks)> totals = [];

    public IEnumerable<NaiveOwner> Owners => owners.Values.OrderBy(owner => owner.Id.Packed);

    public NaiveOwner Of(OwnerId id)
    {
        if (!owners.TryGetValue(id, out var owner)) owners.Add(id, owner = new NaiveOwner(id));
        return owner;
    }

    /// <summary>What forbids this entry here, whatever it is about; null for nothing.</summary>
    public string? FlawOfPlace(PostedEntry posted)
    {
        var (entry, owner) = (posted.Entry, Of(posted.Entry.Owner));
        if (posted.Position != positions.GetValueOrDefault(posted.Partition) + 1) return $"leaves a gap before position {posted.Position}";
        if (entry.Sequence != owner.Sequence + 1) return $"has sequence {entry.Sequence} after {owner.Sequence}";
        if (entry.AtMs < owner.LastAtMs) return "goes back in time";
        if (commands.Contains(entry.CommandId)) return "carries a command out a second time";
        return entry.Transfers.Any(transfer => transfer.AmountMinor <= 0) ? "moves nothing or less" : null;
    }

    /// <summary>Folds the entry in. What it broke, or null.</summary>
    public string? Fold(PostedEntry posted, long nowUs)
    {
        var entry = posted.Entry;
        var owner = Of(entry.Owner);
        positions[posted.Partition] = posted.Position;
        commands.Add(entry.CommandId);
        (owner.Sequence, owner.LastAtMs) = (entry.Sequence, entry.AtMs);
        owner.Version++;
        var flaw = Remember(owner, entry, nowUs);
        foreach (var transfer in entry.Transfers)
        {
            var payee = Of(transfer.CreditOwner);
            flaw ??= Move(owner, transfer.DebitPocket, transfer.Asset, -transfer.AmountMinor)
                ?? Move(payee, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor);
            if (payee == owner) continue;
            payee.Version++;
            payee.Credited(transfer.CreditPocket, transfer.Asset, transfer.AmountMinor, nowUs);
            if (transfer.CreditPocket == Pocket.Pending) Pay(payee, owner, entry, transfer);
            if (transfer.CreditPocket == Pocket.Outbound) payee.Withdrawals.Add(entry.CommandId, new NaiveWithdrawal(owner.Id, transfer.Asset, transfer.AmountMinor));
        }
        foreach (var transfer in entry.Transfers)
        {
            var (liabilities, atBanks) = totals[transfer.Asset.Code];
            if (liabilities != atBanks) flaw ??= $"leaves {liabilities} owed and {atBanks} at the banks";
        }
        return flaw;
    }

    // No pocket may be overdrawn. What lies at a bank counts the other way round: a debit makes it more.
    private string? Move(NaiveOwner owner, Pocket pocket, Asset asset, long creditMinor)
    {
        var (liabilities, atBanks) = totals.GetValueOrDefault(asset.Code);
        var isAsset = pocket is Pocket.Bank or Pocket.Issued;
        totals[asset.Code] = isAsset ? (liabilities, atBanks - creditMinor) : (liabilities + creditMinor, atBanks);
        var leftMinor = owner.Move(pocket, asset, isAsset ? -creditMinor : creditMinor);
        return leftMinor < 0 ? $"leaves {owner.Id}'s {pocket} at {leftMinor}" : null;
    }

    private static void Pay(NaiveOwner merchant, NaiveOwner payer, Entry entry, Transfer transfer)
    {
        merchant.Payments.Add(entry.CommandId, new NaivePayment(payer.Id, transfer.Asset, transfer.AmountMinor, NaiveOwner.DayOf(entry.AtMs)));
        Wait(merchant, transfer.Asset, merchant.FeeMinor(transfer.AmountMinor));
    }

    private static void Wait(NaiveOwner merchant, Asset asset, long feeMinor) =>
        merchant.FeesWaitingMinor[asset.Code] = merchant.FeesWaitingMinor.GetValueOrDefault(asset.Code) + feeMinor;

    private static string? Remember(NaiveOwner owner, Entry entry, long nowUs)
    {
        switch (entry.Event)
        {
            case OwnerEvent.Opened opened:
                owner.Fee = opened.Fee ?? FeeSchedule.Standard;
                owner.Become(OwnerStatus.Open, nowUs);
                return null;
            case OwnerEvent.Frozen:
                owner.Become(OwnerStatus.Frozen, nowUs);
                return null;
            case OwnerEvent.Unfrozen:
                owner.Become(OwnerStatus.Open, nowUs);
                return null;
            case OwnerEvent.Closed:
                owner.Become(OwnerStatus.Closed, nowUs);
                return null;
            case UserEvent.HoldPlaced placed:
                owner.Holds.Add(new NaiveHold(entry.CommandId, placed.Payee, entry.Transfers[0].Asset, entry.Transfers[0].AmountMinor, placed.ExpiresAtMs));
                return null;
            case UserEvent.HoldCaptured captured:
                return TakeFrom(owner, captured.HoldId, entry.Transfers.Sum(transfer => transfer.AmountMinor), captured.LeftMinor);
            case UserEvent.HoldReleased released:
                return TakeFrom(owner, released.HoldId, entry.Transfers.Sum(transfer => transfer.AmountMinor), saidLeftMinor: 0);
            case UserEvent.HoldExpired expired:
                return TakeFrom(owner, expired.HoldId, entry.Transfers.Sum(transfer => transfer.AmountMinor), saidLeftMinor: 0);
            case PlatformEvent.WebhookRegistered or PlatformEvent.WebhookRemoved or PlatformEvent.WebhookSecretRolled
                or PlatformEvent.WebhookDisabled or PlatformEvent.WebhookEnabled:
                WebhookRules.Remember(owner, entry, nowUs);
                return null;
            default:
                return Remember(owner, entry);
        }
    }

    private static string? TakeFrom(NaiveOwner owner, Guid holdId, long takenMinor, long saidLeftMinor)
    {
        if (owner.Hold(holdId) is not { } hold) return "takes from a hold that is not open";
        hold.LeftMinor -= takenMinor;
        if (hold.LeftMinor == 0) owner.Holds.Remove(hold);
        return hold.LeftMinor == saidLeftMinor ? null : $"says that the hold still holds {saidLeftMinor} and not {hold.LeftMinor}";
    }

    private static string? Remember(NaiveOwner owner, Entry entry)
    {
        switch (entry.Event)
        {
            case MerchantEvent.PaymentRefunded refunded:
                var payment = owner.Payments[refunded.PaymentId];
                payment.RefundedMinor += entry.Transfers[0].AmountMinor;
                Wait(owner, payment.Asset, -refunded.FeeCutMinor);
                break;
            case MerchantEvent.ReceiptConfirmed confirmed:
                owner.Payments[confirmed.PaymentId].IsConfirmed = true;
                owner.Payments[confirmed.PaymentId].DueOn = NaiveOwner.DayOf(confirmed.ConfirmedOn) + 1;
                break;
            case MerchantEvent.Settled settled:
                owner.SettledThrough = NaiveOwner.DayOf(settled.BusinessDate);
                foreach (var paid in settled.Paid) Wait(owner, paid.Asset, -paid.FeeMinor);
                break;
            case CustodyEvent.DepositReported reported:
                if (!owner.Deposits.TryAdd(reported.BankReference, entry)) return "books one deposit twice";
                break;
            case CustodyEvent.WithdrawalConfirmed confirmed:
                owner.Withdrawals[confirmed.WithdrawalId].Ended = Outcome.WithdrawalAlreadyConfirmed;
                break;
            case CustodyEvent.WithdrawalRefused refused:
                owner.Withdrawals[refused.WithdrawalId].Ended = Outcome.WithdrawalAlreadyRefused;
                break;
            case PlatformEvent.KeyIssued issued:
                owner.KeysByHash[issued.Key.Hash] = issued.Key.Id;
                break;
            case PlatformEvent.KeyRevoked revoked:
                owner.KeysByHash.Remove(owner.KeysByHash.First(key => key.Value == revoked.KeyId).Key);
                break;
        }
        return null;
    }
}
