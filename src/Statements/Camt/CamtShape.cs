namespace Granary.Statements.Camt;

/// <summary>What may stand inside one element of one version of camt.053.</summary>
internal sealed class CamtShape
{
    public required string Name { get; init; }

    /// <summary>From below the root, such as <c>Stmt/Ntry/Amt</c>: the field that findings name.</summary>
    public required string Path { get; init; }

    /// <summary>What the text of the element must be; <see cref="CamtText.None"/> where it holds elements.</summary>
    public required CamtText Text { get; init; }

    /// <summary>What the reader does with it.</summary>
    public required CamtField Field { get; init; }

    /// <summary>The elements inside it, in their order; of a choice, exactly one is there.</summary>
    public required CamtStep[] Steps { get; init; }

    public required bool IsChoice { get; init; }

    /// <summary>Nothing in it is of interest, so nothing in it is checked.</summary>
    public bool IsOpaque => Text == CamtText.Any;

    public bool IsLeaf => Text is not (CamtText.None or CamtText.Any);
}

/// <summary>One place in a sequence: which element, at least and at most how often.</summary>
internal readonly record struct CamtStep(CamtShape Shape, int Min, int Max);

/// <summary>Forms and code lists of values.</summary>
internal enum CamtText : byte
{
    /// <summary>Elements, no text.</summary>
    None,

    /// <summary>Whatever there is.</summary>
    Any,
    Text4,
    Text34,
    Text35,
    Text70,
    Text140,
    Text500,
    Number,
    Count,
    Page,
    Decimal,
    Positive,
    Amount,
    Currency,
    Direction,
    BalanceCode,
    CopyCode,
    Status,
    Iban,
    Date,
    Time,
    Boolean,
}
