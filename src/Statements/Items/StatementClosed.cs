using System.Collections.Immutable;

namespace Granary.Statements;

/// <summary>The end of a statement that was read to its end. A file that breaks off has no such item for its last statement.</summary>
public sealed record StatementClosed : StatementItem
{
    /// <summary>What was booked after the last line.</summary>
    public StatementBalance? Closing { get; init; }

    /// <summary>True when another page of the same statement follows (field 62M).</summary>
    public bool IsContinued { get; init; }

    /// <summary>The balances beside opening and closing, in the order of the file: available, forward available, interim, ...</summary>
    public ImmutableArray<StatementBalance> FurtherBalances { get; init; } = [];

    /// <summary>What the bank says that it sent, where it says so.</summary>
    public StatementSummary Summary { get; init; } = new();

    /// <summary>Lines that left the reader.</summary>
    public int LineCount { get; init; }

    /// <summary>Lines that did not, because something in them was wrong.</summary>
    public int RejectedCount { get; init; }

    /// <summary>Opening and booked lines give exactly the closing balance, and no line was rejected.</summary>
    public bool Ties { get; init; }
}
