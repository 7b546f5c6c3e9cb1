using Granary.Ledger;

namespace Granary.Statements;

/// <summary>A balance that the bank states.</summary>
/// <param name="Code">The ISO 20022 code, also for fields of MT940: <c>OPBD</c> 60, <c>CLBD</c> 62, <c>CLAV</c> 64, <c>FWAV</c> 65.</param>
/// <param name="AmountMinor">Credit positive, so an overdrawn account is negative.</param>
public sealed record StatementBalance(string Code, long AmountMinor, Asset Asset, DateOnly Date, int LineNumber);

/// <summary>Counts and sums as the bank states them; each is null when it does not. Sums are in minor units and never negative.</summary>
public sealed record StatementSummary
{
    public Total All { get; init; }

    public Total Credits { get; init; }

    public Total Debits { get; init; }

    /// <summary>Credits less debits.</summary>
    public long? NetMinor { get; init; }

    /// <summary>How many lines, and the sum of their amounts without sign.</summary>
    public readonly record struct Total(long? Count, long? SumMinor);
}
