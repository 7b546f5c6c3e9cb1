using System.Diagnostics.Metrics;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>What operators see of the grains. Labels are kinds and outcomes, never owners.</summary>
internal static class BookMetrics
{
    private static readonly Meter Meter = new("Granary.Grains");

    private static readonly UpDownCounter<long> Activations =
        Meter.CreateUpDownCounter<long>("granary.grains.activations", "{activation}", "Owners in memory now");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("granary.grains.refusals", "{command}", "Commands answered with a no");

    private static readonly Counter<long> Reloads = Meter.CreateCounter<long>("granary.grains.reloads", "{reload}", "Books read anew from the journal");

    private static readonly Counter<long> Quarantined =
        Meter.CreateCounter<long>("granary.grains.quarantined", "{activation}", "Activations ended by a changed row or a broken invariant");

    static BookMetrics()
    {
        // What is first counted when it happens cannot be seen to rise.
        foreach (var kind in (OwnerKind[])[OwnerKind.User, OwnerKind.Merchant, OwnerKind.Custody, OwnerKind.Platform]) Quarantined.Add(0, Kind(kind));
    }

    public static void Broke(OwnerKind kind) => Quarantined.Add(1, Kind(kind));

    public static void Activated(OwnerKind kind) => Activations.Add(1, Kind(kind));

    public static void Deactivated(OwnerKind kind) => Activations.Add(-1, Kind(kind));

    public static void Refused(Outcome outcome) => Refusals.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public static void Reloaded(OwnerKind kind) => Reloads.Add(1, Kind(kind));

    private static KeyValuePair<string, object?> Kind(OwnerKind kind) => new("kind", kind.ToString());
}
