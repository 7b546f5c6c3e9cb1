using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>Whose payments are counted: a payer's, a merchant's, or those made from one device.</summary>
/// <param name="Device">The device's key; empty when an owner is meant.</param>
[GenerateSerializer, Immutable]
public readonly record struct VelocitySubject([property: Id(0)] OwnerId Owner, [property: Id(1)] Guid Device)
{
    public static VelocitySubject Of(OwnerId owner) => new(owner, Guid.Empty);

    public static VelocitySubject Of(Guid device) => new(default, device);
}

/// <summary>Payments of one currency within the last <paramref name="WindowMs"/>.</summary>
[GenerateSerializer, Immutable]
public readonly record struct VelocityCount(
    [property: Id(0)] Asset Asset, [property: Id(1)] long WindowMs, [property: Id(2)] long PaymentCount, [property: Id(3)] long AmountMinor);

/// <summary>
/// How many payments a payer, a merchant and a device made or took within the last minute, ten minutes and hour: exact to the millisecond,
/// whatever the order in which the entries come. A payment counts when the payer commits to it: when it is made, or when its hold is placed.
/// </summary>
/// <remarks>
/// The fold of one partition of the journal. Payers live in one partition, merchants and devices in all: their counts add up. It remembers
/// an hour and the slack, about 60 bytes a payment, and is made again from the journal instead of being stored.
/// </remarks>
public sealed class Velocity
{
    /// <summary>Hosts' clocks differ, so an entry may be older than one that came before it, by so much at most.</summary>
    public const long SlackMs = 5 * 60_000;

    private const long SweepEveryMs = 60_000;

    private readonly Dictionary<(VelocitySubject Subject, Asset Asset), Occurrences> bySubject = [];
    private readonly SortedSet<int> assetCodes = [];
    private long newestMs;
    private long sweptMs;

    /// <summary>A count at the instant t is over (t - window, t].</summary>
    public static ImmutableArray<long> WindowsMs { get; } = [60_000, 600_000, 3_600_000];

    /// <summary>Entries older than this, seen from the newest, count for nothing any more.</summary>
    public static long KeptMs => WindowsMs[^1] + SlackMs;

    public int SubjectCount => bySubject.Count;

    public void Apply(Entry entry)
    {
        if (entry.Event is UserEvent.PaymentMade payment)
        {
            foreach (var transfer in entry.Transfers)
            {
                if (transfer.CreditOwner.Kind == OwnerKind.Merchant) Count(transfer.CreditOwner, entry.AtMs, transfer);
            }
            Count(entry, payment.Device);
        }
        else if (entry.Event is UserEvent.HoldPlaced hold)
        {
            foreach (var transfer in entry.Transfers) Count(hold.Payee, entry.AtMs, transfer);
            Count(entry, hold.Device);
        }
        Sweep();
    }

    /// <summary>The counts of every currency that has any, over each window that ends at the instant.</summary>
    public ImmutableArray<VelocityCount> At(VelocitySubject subject, long atMs)
    {
        var counts = ImmutableArray.CreateBuilder<VelocityCount>();
        foreach (var asset in assetCodes.Select(code => new Asset(code)))
        {
            if (!bySubject.TryGetValue((subject, asset), out var occurrences)) continue;
            foreach (var windowMs in WindowsMs)
            {
                var (count, amountMinor) = occurrences.Between(atMs - windowMs, atMs);
                counts.Add(new VelocityCount(asset, windowMs, count, amountMinor));
            }
        }
        return counts.DrainToImmutable();
    }

    // A cart of many sellers is one payment of its payer and its device.
    private void Count(Entry entry, Guid? device)
    {
        var amountMinor = entry.Transfers.Sum(transfer => transfer.AmountMinor);
        var asset = entry.Transfers[0].Asset;
        Add(VelocitySubject.Of(entry.Owner), asset, entry.AtMs, amountMinor);
        if (device is { } key) Add(VelocitySubject.Of(key), asset, entry.AtMs, amountMinor);
    }

    private void Count(OwnerId merchant, long atMs, in Transfer transfer) =>
        Add(VelocitySubject.Of(merchant), transfer.Asset, atMs, transfer.AmountMinor);

    private void Add(VelocitySubject subject, Asset asset, long atMs, long amountMinor)
    {
        newestMs = Math.Max(newestMs, atMs);
        if (atMs <= newestMs - KeptMs) return;
        assetCodes.Add(asset.Code);
        if (!bySubject.TryGetValue((subject, asset), out var occurrences)) bySubject.Add((subject, asset), occurrences = new Occurrences());
        occurrences.Add(atMs, amountMinor);
    }

    private void Sweep()
    {
        if (newestMs < sweptMs + SweepEveryMs) return;
        sweptMs = newestMs;
        foreach (var (key, occurrences) in bySubject)
        {
            occurrences.DropThrough(newestMs - KeptMs);
            if (occurrences.IsEmpty) bySubject.Remove(key);
        }
    }
}
