using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Granary.Ledger;

namespace Granary.Journal.Audit;

/// <summary>Folds an owner from nothing, to be compared with its snapshot.</summary>
public interface IStateFold
{
    /// <summary>The state as a snapshot would hold it.</summary>
    byte[] Fold(IEnumerable<Credit> credits, IEnumerable<PostedEntry> own);
}

public sealed class StateFold<TState>(JsonTypeInfo<TState> json) : IStateFold where TState : class, IOwnerState<TState>
{
    // Credits first: what they gave may have been spent, and no balance may be negative on the way.
    public byte[] Fold(IEnumerable<Credit> credits, IEnumerable<PostedEntry> own)
    {
        var state = credits.Aggregate(TState.Empty, (folded, credit) => folded.Apply(credit));
        state = own.Aggregate(state, (folded, posted) => folded.Apply(posted.Entry));
        return JsonSerializer.SerializeToUtf8Bytes(state, json);
    }
}

public static class StateFolds
{
    /// <summary>
    /// The fold of every kind whose whole state is the same however credits and own entries are folded between each other. A merchant's is
    /// not (a settlement moves the day of later credits): of those, as of unknown kinds, only balances and status are compared.
    /// </summary>
    public static IStateFold? Of(OwnerKind kind) => kind switch
    {
        OwnerKind.User => Users,
        OwnerKind.Custody => Custodians,
        OwnerKind.Platform => Platforms,
        _ => null,
    };

    private static readonly StateFold<UserState> Users = new(LedgerJson.Default.UserState);
    private static readonly StateFold<CustodyState> Custodians = new(LedgerJson.Default.CustodyState);
    private static readonly StateFold<PlatformState> Platforms = new(LedgerJson.Default.PlatformState);
}
