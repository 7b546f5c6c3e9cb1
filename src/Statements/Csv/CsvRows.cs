using System.Text;
using Granary.Statements.Text;

namespace Granary.Statements.Csv;

/// <summary>One row, which may span lines. <paramref name="Broken"/> is the rule that its form breaks, with words.</summary>
internal readonly record struct CsvRow(IReadOnlyList<string> Cells, int LineNumber, (StatementRule Rule, string Found)? Broken)
{
    public bool IsBlank => Cells.Count == 1 && string.IsNullOrWhiteSpace(Cells[0]);
}

/// <summary>Rows as RFC 4180 has them: commas, cells in quotation marks, quotation marks doubled, line ends inside quotation marks.</summary>
internal sealed class CsvRows(LineReader lines, StatementLimits limits)
{
    private readonly List<string> cells = [];
    private readonly List<TextLine> spanned = [];
    private readonly StringBuilder cell = new();

    public async ValueTask<CsvRow?> ReadAsync()
    {
        cells.Clear();
        spanned.Clear();
        cell.Clear();
        var isQuoted = false;
        while (true)
        {
            if (await lines.ReadAsync() is not { } line) return spanned.Count == 0 ? null : Unclosed();
            spanned.Add(line);
            if (line.IsCut) return Broken(StatementRules.TextLineTooLong, $"more than {limits.LineCharsMax} characters");
            if (!TryTake(line.Text, ref isQuoted, out var why)) return Broken(StatementRules.CsvQuote, why);
            if (!isQuoted) return new CsvRow([.. cells], spanned[0].Number, Broken: null);
            if (spanned.Count >= limits.FieldLinesMax) return Unclosed();
            cell.Append('\n');
        }
    }

    // The mark that is not closed swallowed the lines after it: they are read again, so it costs one row and not the rest of the file.
    private CsvRow Unclosed()
    {
        lines.Return(spanned[1..]);
        return new CsvRow([.. cells], spanned[0].Number, (StatementRules.CsvQuote, "a quotation mark that is not closed"));
    }

    private CsvRow Broken(StatementRule rule, string found)
    {
        lines.Return(spanned[1..]);
        return new CsvRow([.. cells], spanned[0].Number, (rule, found));
    }

    private bool TryTake(string text, ref bool isQuoted, out string why)
    {
        why = "";
        var wasQuoted = isQuoted;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter != '"') cell.Append(letter);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
                else isQuoted = false;
            }
            else if (letter == ',')
            {
                EndCell();
                wasQuoted = false;
            }
            else if (letter == '"' && cell.Length == 0 && !wasQuoted) isQuoted = wasQuoted = true;
            else if (letter == '"' || wasQuoted)
            {
                why = letter == '"' ? "a quotation mark inside a cell that did not begin with one" : "text after the closing quotation mark";
                return false;
            }
            else cell.Append(letter);
        }
        if (!isQuoted) EndCell();
        return true;
    }

    private void EndCell()
    {
        cells.Add(cell.ToString());
        cell.Clear();
    }
}
