using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What the platform's ledger remembers: its fees, what waits in suspense, and which API keys are valid.</summary>
[GenerateSerializer, Immutable]
public sealed record PlatformState(
    [property: Id(9)] long LastAtMs,
    [property: Id(0)] OwnerStatus Status,
    [property: Id(1)] Balances Balances,
    [property: Id(2)] ImmutableSortedDictionary<string, ApiKey> KeysByHash) : IOwnerState<PlatformState>
{
    public static PlatformState Empty { get; } = new(LastAtMs: 0, OwnerStatus.Unknown, Balances.None, ImmutableSortedDictionary<string, ApiKey>.Empty);

    public ApiKey? FindKey(Guid id) => KeysByHash.Values.FirstOrDefault(key => key.Id == id);

    public PlatformState Apply(Entry entry)
    {
        Invariant.Holds(entry.AtMs >= LastAtMs);
        var moved = this with { LastAtMs = entry.AtMs, Balances = Balances.After(entry.Owner, entry.Transfers) };
        return entry.Event switch
        {
            OwnerEvent happened => moved with { Status = Lifecycle.After(Status, happened) },
            PlatformEvent.KeyIssued issued => moved with { KeysByHash = KeysByHash.SetItem(issued.Key.Hash, issued.Key) },
            PlatformEvent.KeyRevoked revoked => moved with { KeysByHash = KeysByHash.Remove(FindKey(revoked.KeyId)!.Hash) },
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Event.Kind, "not an entry of the platform"),
        };
    }

    public PlatformState Apply(in Credit credit) => this with { Balances = Balances.Credit(credit.Pocket, credit.Asset, credit.AmountMinor) };
}
