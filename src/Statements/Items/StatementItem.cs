namespace Granary.Statements;

/// <summary>
/// What a reader finds, in the order of the file: <see cref="StatementOpened"/>, its <see cref="StatementLine"/>s and
/// <see cref="StatementClosed"/> for each statement, with a <see cref="Finding"/> wherever something is wrong.
/// </summary>
public abstract record StatementItem
{
    private protected StatementItem() { }

    /// <summary>Which statement of the file this belongs to, from 1; 0 is the file itself.</summary>
    public int Ordinal { get; init; }

    /// <summary>The line of the file, from 1, on which it begins.</summary>
    public int LineNumber { get; init; }
}
