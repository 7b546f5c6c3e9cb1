using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>Payments over sliding windows, counted from the whole journal each time anybody asks.</summary>
internal sealed class NaiveVelocity
{
    private const long SlackMs = 5 * 60_000;
    private const long HourMs = 60 * 60_000;
    private static readonly ImmutableArray<long> WindowsMs = [60_000, 600_000, HourMs];

    private readonly List<(VelocitySubject Subject, int Asset, long AtMs, long AmountMinor)> payments = [];
    private readonly long newestMs;
    private readonly long disorderMs;

    public NaiveVelocity(IEnumerable<PostedEntry> journal)
    {
        foreach (var partition in journal.GroupBy(posted => posted.Partition))
        {
            var newestHereMs = 0L;
            foreach (var entry in partition.Select(posted => posted.Entry))
            {
                newestHereMs = Math.Max(newestHereMs, entry.AtMs);
                disorderMs = Math.Max(disorderMs, newestHereMs - entry.AtMs);
                Count(entry);
            }
            newestMs = Math.Max(newestMs, newestHereMs);
        }
    }

    /// <summary>Who paid, was paid or was paid from lately, those of whom the most is to be said first.</summary>
    public IEnumerable<VelocitySubject> Busiest(long atMs) => payments
        .Where(payment => payment.AtMs > atMs - HourMs).GroupBy(payment => payment.Subject)
        .OrderByDescending(same => same.Count()).ThenBy(same => same.Key.Owner.Packed).ThenBy(same => same.Key.Device).Select(same => same.Key);

    /// <summary>Counts are exact as long as no two clocks differ by more than five minutes, and no entry is so late.</summary>
    public bool IsExact(long skewMsMax, long atMs) => disorderMs <= SlackMs && skewMsMax <= SlackMs && newestMs <= atMs + SlackMs;

    public bool Is(ImmutableArray<VelocityCount> shown, VelocitySubject subject, long atMs) =>
        shown.Where(count => count.PaymentCount != 0).Select(count => (count.Asset.Code, count.WindowMs, count.PaymentCount, count.AmountMinor))
            .SequenceEqual(At(subject, atMs));

    private IEnumerable<(int Asset, long WindowMs, long Count, long AmountMinor)> At(VelocitySubject subject, long atMs)
    {
        foreach (var asset in payments.Where(payment => payment.Subject == subject).Select(payment => payment.Asset).Distinct().Order())
        {
            foreach (var windowMs in WindowsMs)
            {
                var within = payments.FindAll(payment => payment.Subject == subject && payment.Asset == asset && payment.AtMs > atMs - windowMs && payment.AtMs <= atMs);
                if (within.Count > 0) yield return (asset, windowMs, within.Count, within.Sum(payment => payment.AmountMinor));
            }
        }
    }

    private void Count(Entry entry)
    {
        if (entry.Event is not (UserEvent.PaymentMade or UserEvent.HoldPlaced)) return;
        var hold = entry.Event as UserEvent.HoldPlaced;
        var totalMinor = entry.Transfers.Sum(transfer => transfer.AmountMinor);
        var device = hold is null ? ((UserEvent.PaymentMade)entry.Event).Device : hold.Device;
        Add(VelocitySubject.Of(entry.Owner), totalMinor);
        if (device is { } key) Add(VelocitySubject.Of(key), totalMinor);
        if (hold is not null) Add(VelocitySubject.Of(hold.Payee), totalMinor);
        foreach (var sale in entry.Transfers.Where(transfer => hold is null && transfer.CreditOwner.Kind == OwnerKind.Merchant))
        {
            Add(VelocitySubject.Of(sale.CreditOwner), sale.AmountMinor);
        }

        void Add(VelocitySubject subject, long amountMinor) => payments.Add((subject, entry.Transfers[0].Asset.Code, entry.AtMs, amountMinor));
    }
}
