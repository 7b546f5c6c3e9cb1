using Granary.Ledger;

namespace Granary.Statements;

/// <summary>What a reader is told beforehand.</summary>
/// <param name="Today">The business date on which the file is read: a line booked later than this has not happened yet.</param>
/// <param name="ExpectedAsset">The currency of the account, where it is known: a statement in another one is rejected.</param>
public sealed record StatementOptions(DateOnly Today, Asset? ExpectedAsset = null)
{
    public StatementLimits Limits { get; init; } = new();
}

/// <summary>Bounds of what a file may ask of memory. None is near anything that a bank sends; each is reported when it is passed.</summary>
public sealed record StatementLimits
{
    /// <summary>Bytes of the whole file.</summary>
    public long FileBytesMax { get; init; } = 4L << 30;

    /// <summary>Elements inside one another. The deepest that camt.053 knows is 18.</summary>
    public int XmlDepthMax { get; init; } = 32;

    /// <summary>Characters of one value. The longest that camt.053 knows is 500.</summary>
    public int ValueCharsMax { get; init; } = 2_000;

    /// <summary>Characters between a <c>&lt;</c> and its <c>&gt;</c>, which bounds attributes, comments and processing instructions.</summary>
    public int MarkupCharsMax { get; init; } = 65_536;

    /// <summary>Attributes of one element.</summary>
    public int XmlAttributesMax { get; init; } = 32;

    /// <summary>Different names of elements and attributes in one file. camt.053 knows about 600.</summary>
    public int XmlNamesMax { get; init; } = 4_096;

    /// <summary>Characters of one line of MT940 or CSV.</summary>
    public int LineCharsMax { get; init; } = 16_384;

    /// <summary>Lines of one field of MT940 or of one quoted row of CSV.</summary>
    public int FieldLinesMax { get; init; } = 64;

    /// <summary>Places that are not UTF-8. A file with more of them is in another encoding as a whole.</summary>
    public int BrokenPlacesMax { get; init; } = 10_000;
}
