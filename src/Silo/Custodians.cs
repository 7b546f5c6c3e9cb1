using System.Diagnostics.CodeAnalysis;
using Granary.Ledger;

namespace Granary.Silo;

/// <summary>The partner banks by name. Names are for people and the API; the ledger knows numbers.</summary>
public sealed class Custodians(SiloOptions options)
{
    private readonly Dictionary<OwnerId, string> names = options.Custodians.ToDictionary(pair => new OwnerId(OwnerKind.Custody, pair.Value), pair => pair.Key);

    public IEnumerable<(string Name, OwnerId Owner)> All => names.Select(pair => (pair.Value, pair.Key)).OrderBy(pair => pair.Key.Number);

    public bool TryFind([NotNullWhen(true)] string? name, out OwnerId owner)
    {
        owner = default;
        if (name is null || !options.Custodians.TryGetValue(name, out var number)) return false;
        owner = new OwnerId(OwnerKind.Custody, number);
        return true;
    }

    /// <summary>The name of a custodian; null for any other owner.</summary>
    public string? NameOf(OwnerId owner) => names.GetValueOrDefault(owner);
}
