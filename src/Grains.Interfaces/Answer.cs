using Granary.Ledger;

namespace Granary.Grains;

/// <summary>What an owner answers to a command.</summary>
/// <param name="Entry">What was written; null unless accepted. The whole HTTP answer follows from it, so a replay answers the same bytes.</param>
/// <param name="Replayed">True when the entry was already there.</param>
[GenerateSerializer, Immutable, Alias("granary.answer")]
public sealed record Answer([property: Id(0)] Outcome Outcome, [property: Id(1)] Entry? Entry, [property: Id(2)] bool Replayed)
{
    public static Answer Refused(Outcome outcome) => new(outcome, Entry: null, Replayed: false);
}
