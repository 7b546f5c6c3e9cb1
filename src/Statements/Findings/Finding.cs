namespace Granary.Statements;

/// <summary>Something in a file is not as it should be: where, against which rule, what was found and what to do about it.</summary>
public sealed record Finding : StatementItem
{
    /// <summary>The stable id of the rule; docs/STATEMENTS.md lists them all.</summary>
    public required string Rule { get; init; }

    /// <summary>The element, field or column, such as <c>Stmt/Ntry/Amt</c>, <c>:61:</c> or <c>amount</c>; empty for the file.</summary>
    public required string Field { get; init; }

    /// <summary>What was found, in words.</summary>
    public required string Found { get; init; }

    /// <summary>How it is put right, in words.</summary>
    public required string Fix { get; init; }

    public required FindingSeverity Severity { get; init; }
}

public enum FindingSeverity : byte
{
    /// <summary>Worth a look; nothing was left out.</summary>
    Warning = 1,

    /// <summary>The line was left out; the others were kept.</summary>
    LineRejected = 2,

    /// <summary>The statement as a whole cannot be trusted, though the lines that could be read are there.</summary>
    StatementRejected = 3,
}
