using System.Text.Json.Serialization.Metadata;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>The pure functions of one owner kind. <see cref="Book{TState}"/> makes what they say durable.</summary>
/// <param name="NextDue">Given owner, its next sequence, state and time: what the owner must do of itself first; null for nothing.</param>
/// <param name="Json">How the state is kept in a snapshot.</param>
public sealed record BookRules<TState>(
    Func<OwnerId, TState, Command, Facts, Decision> Decide,
    Func<OwnerId, long, TState, long, Command?> NextDue,
    JsonTypeInfo<TState> Json)
    where TState : class, IOwnerState<TState>;
