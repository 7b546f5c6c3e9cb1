namespace Granary.Statements.Mt940;

/// <summary>One field of a message: its tag without colons, and its lines joined by line feeds.</summary>
internal readonly record struct Mt940Field(string Tag, string Text, int LineNumber)
{
    public string Name => $":{Tag}:";

    /// <summary><c>:61:</c> or <c>:60F:</c> at the beginning of a line.</summary>
    public static bool TryReadTag(ReadOnlySpan<char> line, out int tagLength)
    {
        tagLength = 0;
        if (line.Length < 4 || line[0] != ':' || !char.IsAsciiDigit(line[1]) || !char.IsAsciiDigit(line[2])) return false;
        if (line[3] == ':') tagLength = 2;
        else if (line.Length > 4 && char.IsAsciiLetterUpper(line[3]) && line[4] == ':') tagLength = 3;
        return tagLength > 0;
    }
}
