using Granary.Ledger;

namespace Granary.Statements;

/// <summary>The head of a statement. What the file does not say is null; what it should have said is in a finding of the same ordinal.</summary>
public sealed record StatementOpened : StatementItem
{
    public required StatementFormat Format { get; init; }

    /// <summary>The account as the bank writes it: an IBAN, or the bank's own number. Empty when the file names none.</summary>
    public required string Account { get; init; }

    /// <summary>The currency of the account and of every line.</summary>
    public Asset? Asset { get; init; }

    /// <summary>The bank's name for this statement: <c>Stmt/Id</c>, field 20, or the column <c>id</c>.</summary>
    public string? Id { get; init; }

    /// <summary>The number that counts statements of an account: <c>ElctrncSeqNb</c>, field 28C, or the column <c>number</c>.</summary>
    public long? Number { get; init; }

    /// <summary><c>LglSeqNb</c>: the number that the law asks for, where it is another one.</summary>
    public long? LegalNumber { get; init; }

    /// <summary>Which page of the numbered statement this is, from 1.</summary>
    public long? PageNumber { get; init; }

    /// <summary>What was booked before the first line; from the account owner's side, so money held is positive.</summary>
    public StatementBalance? Opening { get; init; }

    /// <summary>True on every page but the first: the opening balance is then the one that the page before closed with.</summary>
    public bool IsContinuation { get; init; }

    /// <summary>True for a report within the day (MT942): it states no balances and its lines may still change.</summary>
    public bool IsInterim { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>When the bank made it. A time without an offset is taken as the business calendar's, +08:00.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>How the file was written; recognised by its content, never by its name.</summary>
public enum StatementFormat : byte
{
    Camt053V02 = 1,
    Camt053V03 = 2,
    Camt053V04 = 3,
    Camt053V08 = 4,
    Mt940 = 5,
    Csv = 6,
}
