using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>A set of outcomes: which answers would be right.</summary>
internal readonly record struct OutcomeSet(UInt128 Bits)
{
    public static OutcomeSet None => default;

    public static OutcomeSet Only(Outcome outcome) => new(UInt128.One << (int)outcome);

    public bool Has(Outcome outcome) => (Bits & (UInt128.One << (int)outcome)) != 0;

    public static OutcomeSet operator |(OutcomeSet one, OutcomeSet other) => new(one.Bits | other.Bits);

    public override string ToString()
    {
        var set = this;
        return string.Join(" or ", Enum.GetValues<Outcome>().Where(set.Has));
    }
}
