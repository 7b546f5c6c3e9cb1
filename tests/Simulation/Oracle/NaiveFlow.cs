using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>One business date of one merchant, counted from the whole journal at once: what the observers must have come to, bit by bit.</summary>
internal sealed class NaiveFlow
{
    private readonly SortedDictionary<int, (long Sales, Int128 SalesMinor, long Refunds, Int128 RefundsMinor)> turnovers = [];
    private readonly HashSet<OwnerId> payers = [];

    /// <summary>Every day of every merchant on which something was sold or given back.</summary>
    public static Dictionary<OwnerId, SortedDictionary<int, NaiveFlow>> Of(IEnumerable<PostedEntry> journal)
    {
        var flows = new Dictionary<OwnerId, SortedDictionary<int, NaiveFlow>>();
        foreach (var entry in journal.Select(posted => posted.Entry))
        {
            if (entry.Event is MerchantEvent.PaymentRefunded) DayOf(entry.Owner, entry).Refund(entry.Transfers[0]);
            if (entry.Event is not (UserEvent.PaymentMade or UserEvent.HoldCaptured)) continue;
            foreach (var sale in entry.Transfers.Where(transfer => transfer.CreditOwner.Kind == OwnerKind.Merchant))
            {
                DayOf(sale.CreditOwner, entry).Sell(entry.Owner, sale);
            }
        }
        return flows;

        NaiveFlow DayOf(OwnerId merchant, Entry entry)
        {
            if (!flows.TryGetValue(merchant, out var days)) flows.Add(merchant, days = []);
            var day = NaiveOwner.DayOf(entry.AtMs);
            if (!days.TryGetValue(day, out var flow)) days.Add(day, flow = new NaiveFlow());
            return flow;
        }
    }

    public static string? Flaw(ImmutableArray<MerchantFlow> shown, IReadOnlyDictionary<int, NaiveFlow> expected)
    {
        if (!shown.Select(flow => NaiveOwner.DayOf(flow.Date)).SequenceEqual(expected.Keys)) return "are other days than those on which something happened";
        foreach (var (flow, naive) in shown.Zip(expected.Values))
        {
            if (flow.PayerCount != naive.payers.Count) return $"show {flow.PayerCount} payers on {flow.Date:O} instead of {naive.payers.Count}";
            var turnovers = flow.Turnovers.Select(turnover => (turnover.Asset.Code, (turnover.SaleCount, turnover.SalesMinor, turnover.RefundCount, turnover.RefundsMinor)));
            if (!turnovers.SequenceEqual(naive.turnovers.Select(turnover => (turnover.Key, turnover.Value)))) return $"show another turnover on {flow.Date:O}";
        }
        return null;
    }

    private void Sell(OwnerId payer, in Transfer sale)
    {
        payers.Add(payer);
        var (sales, salesMinor, refunds, refundsMinor) = turnovers.GetValueOrDefault(sale.Asset.Code);
        turnovers[sale.Asset.Code] = (sales + 1, salesMinor + sale.AmountMinor, refunds, refundsMinor);
    }

    private void Refund(in Transfer refund)
    {
        var (sales, salesMinor, refunds, refundsMinor) = turnovers.GetValueOrDefault(refund.Asset.Code);
        turnovers[refund.Asset.Code] = (sales, salesMinor, refunds + 1, refundsMinor + refund.AmountMinor);
    }
}
