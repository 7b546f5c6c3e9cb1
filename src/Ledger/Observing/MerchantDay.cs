using System.Collections.Immutable;
using System.Text.Json;
using Orleans;

namespace Granary.Ledger;

/// <summary>What a merchant sold and gave back of one currency.</summary>
/// <param name="SaleCount">Payments made to it and captures for it.</param>
[GenerateSerializer, Immutable]
public sealed record MerchantTurnover(
    [property: Id(0)] Asset Asset,
    [property: Id(1)] long SaleCount,
    [property: Id(2)] Int128 SalesMinor,
    [property: Id(3)] long RefundCount,
    [property: Id(4)] Int128 RefundsMinor);

/// <summary>One business date of one merchant.</summary>
/// <param name="PayerCount">How many different users paid.</param>
[GenerateSerializer, Immutable]
public sealed record MerchantFlow(
    [property: Id(0)] DateOnly Date, [property: Id(1)] ImmutableArray<MerchantTurnover> Turnovers, [property: Id(2)] long PayerCount);

/// <summary>
/// A merchant's sales, refunds and payers of one business date, as far as one partition of the journal tells. Over the partitions everything adds
/// up, the different payers too: a payer's entries are all in one partition.
/// </summary>
public sealed class MerchantDay
{
    private readonly SortedDictionary<int, MerchantTurnover> turnovers = [];
    private readonly HashSet<OwnerId> payers;

    public MerchantDay() => payers = [];

    private MerchantDay(MerchantDayState state)
    {
        payers = PayerSet.Read(state.Payers);
        foreach (var turnover in state.Turnovers) turnovers.Add(turnover.Asset.Code, turnover);
    }

    /// <summary>What an entry means for which merchants, before anything is remembered.</summary>
    public static IEnumerable<OwnerId> MerchantsOf(Entry entry) => entry.Event switch
    {
        UserEvent.PaymentMade or UserEvent.HoldCaptured => entry.Transfers.Select(transfer => transfer.CreditOwner).Where(IsMerchant).Distinct(),
        MerchantEvent.PaymentRefunded => [entry.Owner],
        _ => [],
    };

    /// <summary>Counts an entry that <see cref="MerchantsOf"/> says is about the merchant.</summary>
    public void Apply(OwnerId merchant, Entry entry)
    {
        if (entry.Owner == merchant) CountRefund(entry);
        else CountSale(merchant, entry);
    }

    /// <summary>The same date over several partitions.</summary>
    public static MerchantFlow Sum(DateOnly date, IEnumerable<MerchantDay> parts)
    {
        var (sums, payers) = (new SortedDictionary<int, MerchantTurnover>(), 0L);
        foreach (var part in parts)
        {
            payers += part.payers.Count;
            foreach (var (code, more) in part.turnovers)
            {
                var sum = sums.GetValueOrDefault(code, Nothing(more.Asset));
                sums[code] = new MerchantTurnover(
                    more.Asset, sum.SaleCount + more.SaleCount, sum.SalesMinor + more.SalesMinor, sum.RefundCount + more.RefundCount, sum.RefundsMinor + more.RefundsMinor);
            }
        }
        return new MerchantFlow(date, [.. sums.Values], payers);
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new MerchantDayState([.. turnovers.Values], PayerSet.Write(payers)), LedgerJson.Default.MerchantDayState);

    public static MerchantDay FromJson(ReadOnlySpan<byte> json) => new(JsonSerializer.Deserialize(json, LedgerJson.Default.MerchantDayState)!);

    private void CountSale(OwnerId merchant, Entry entry)
    {
        foreach (var sale in entry.Transfers.Where(transfer => transfer.CreditOwner == merchant).GroupBy(transfer => transfer.Asset))
        {
            var before = turnovers.GetValueOrDefault(sale.Key.Code, Nothing(sale.Key));
            turnovers[sale.Key.Code] = before with { SaleCount = before.SaleCount + 1, SalesMinor = before.SalesMinor + Total(sale) };
        }
        payers.Add(entry.Owner);
    }

    private void CountRefund(Entry entry)
    {
        foreach (var refund in entry.Transfers.Where(transfer => transfer.CreditOwner.Kind == OwnerKind.User).GroupBy(transfer => transfer.Asset))
        {
            var before = turnovers.GetValueOrDefault(refund.Key.Code, Nothing(refund.Key));
            turnovers[refund.Key.Code] = before with { RefundCount = before.RefundCount + 1, RefundsMinor = before.RefundsMinor + Total(refund) };
        }
    }

    // A day of a large merchant may exceed 64 bits, as any sum of amounts may.
    private static Int128 Total(IEnumerable<Transfer> transfers) => transfers.Aggregate(Int128.Zero, (sum, transfer) => sum + transfer.AmountMinor);

    private static bool IsMerchant(OwnerId owner) => owner.Kind == OwnerKind.Merchant;

    private static MerchantTurnover Nothing(Asset asset) => new(asset, SaleCount: 0, SalesMinor: 0, RefundCount: 0, RefundsMinor: 0);
}

/// <summary>The stored form of a <see cref="MerchantDay"/>.</summary>
public sealed record MerchantDayState(ImmutableArray<MerchantTurnover> Turnovers, byte[] Payers);
