using Granary.Ledger;

namespace Granary.Statements;

/// <summary>One booking on the account, as the bank states it. Only lines that can be trusted leave the reader; the others are findings.</summary>
public sealed record StatementLine : StatementItem
{
    /// <summary>The day on which the bank booked it, as the bank wrote it.</summary>
    public required DateOnly BookedOn { get; init; }

    /// <summary>The day from which it bears interest.</summary>
    public DateOnly? ValueOn { get; init; }

    /// <summary>Not negative; <see cref="Direction"/> has the sign.</summary>
    public required long AmountMinor { get; init; }

    public required Direction Direction { get; init; }

    public required Asset Asset { get; init; }

    public LineStatus Status { get; init; } = LineStatus.Booked;

    /// <summary>The bank takes an earlier line back. The direction is already that of this line, not of the one taken back.</summary>
    public bool IsReversal { get; init; }

    /// <summary>The bank's reference: <c>AcctSvcrRef</c>, or what follows <c>//</c> in field 61.</summary>
    public string? BankReference { get; init; }

    /// <summary>The reference that travels with the payment from the payer to the payee.</summary>
    public string? EndToEndId { get; init; }

    /// <summary>The account owner's reference: <c>PmtInfId</c>, or the reference in field 61. <c>NONREF</c> is none.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>The reference of the instruction that caused it: <c>InstrId</c>.</summary>
    public string? InstructionId { get; init; }

    /// <summary>The kind of booking: <c>PMNT/RCDT/BOOK</c>, a bank's own code, or <c>NTRF</c>.</summary>
    public string? TypeCode { get; init; }

    public string? CounterpartyName { get; init; }

    public string? CounterpartyAccount { get; init; }

    /// <summary>What the payer wrote for the payee; several lines are joined by a blank.</summary>
    public string? Remittance { get; init; }

    /// <summary>What the bank adds for the account owner: <c>AddtlNtryInf</c>, or the supplementary details of field 61.</summary>
    public string? BankText { get; init; }

    /// <summary>How many payments the bank booked in this one line. References and counterparty are those of the first.</summary>
    public int DetailCount { get; init; }

    /// <summary>The change of the balance, credit positive.</summary>
    public long SignedMinor => Direction == Direction.Credit ? AmountMinor : -AmountMinor;
}

/// <summary>From the account owner's side: a credit is money that came.</summary>
public enum Direction : byte
{
    Credit = 1,
    Debit = 2,
}

public enum LineStatus : byte
{
    /// <summary>In the balance.</summary>
    Booked = 1,

    /// <summary>Expected, not in the balance yet.</summary>
    Pending = 2,

    /// <summary>For information only, never in the balance.</summary>
    Information = 3,
}
