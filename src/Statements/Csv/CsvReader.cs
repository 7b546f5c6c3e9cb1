using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Csv;

/// <summary>Reads the CSV of docs/STATEMENTS.md: a header row and a row for the statement, a header row and rows for its lines.</summary>
internal sealed class CsvReader : IStatementFormat
{
    public const string StatementColumnsKind = "statement-columns";

    private readonly Utf8Stream bytes;
    private readonly StatementAudit audit;
    private readonly CsvRows rows;
    private CsvColumns? statementColumns;
    private CsvColumns? lineColumns;
    private CsvStatement? statement;
    private int lastLine;

    public CsvReader(Utf8Stream bytes, StatementAudit audit)
    {
        (this.bytes, this.audit) = (bytes, audit);
        rows = new CsvRows(new LineReader(bytes.ToText(), audit.Limits.LineCharsMax), audit.Limits);
    }

    public async ValueTask<bool> AdvanceAsync()
    {
        try
        {
            while (audit.Ready.Count < IStatementFormat.ItemsPerAdvance)
            {
                if (await rows.ReadAsync() is not { } row)
                {
                    EndStatement();
                    return false;
                }
                lastLine = row.LineNumber;
                if (!row.IsBlank || row.Broken is not null) Take(row);
            }
            return true;
        }
        catch (LimitPassedException passed)
        {
            audit.Report(passed.Rule, new Place(lastLine, ""), passed.Message);
            return false;
        }
    }

    private void Take(CsvRow row)
    {
        if (row.Broken is { } broken)
        {
            Reject(row, "", broken.Rule, broken.Found);
            return;
        }
        var replaced = row.Cells.Sum(cell => cell.AsSpan().Count('\uFFFD'));
        if (replaced > 0)
        {
            Reject(row, "", StatementRules.EncodingBroken, $"bytes that are not UTF-8, the first at offset {bytes.TakeOffset(replaced)}{bytes.Guess}");
            return;
        }
        switch (row.Cells[0].Trim())
        {
            case StatementColumnsKind:
                EndStatement();
                statementColumns = CsvColumns.Read(row, CsvColumns.StatementRequired, CsvColumns.StatementKnown, audit);
                break;
            case "statement":
                EndStatement();
                BeginStatement(row);
                break;
            case "line-columns":
                lineColumns = CsvColumns.Read(row, CsvColumns.LineRequired, CsvColumns.LineKnown, audit);
                break;
            case "line":
                TakeLine(row);
                break;
            default:
                Reject(row, "", StatementRules.CsvRowKind, $"a row that begins with {Words.Quote(row.Cells[0])}");
                break;
        }
    }

    private void BeginStatement(CsvRow row)
    {
        if (statementColumns is null) Reject(row, "", StatementRules.CsvRowKind, "a statement without a row of statement-columns before it");
        else if (HasAllCells(row, statementColumns))
        {
            statementColumns.Point(row);
            statement = new CsvStatement(audit, statementColumns, row.LineNumber);
        }
    }

    private void TakeLine(CsvRow row)
    {
        if (statement is null) Reject(row, "", StatementRules.CsvRowKind, "a line without a statement before it");
        else if (lineColumns is null) Reject(row, "", StatementRules.CsvRowKind, "a line without a row of line-columns before it");
        else if (HasAllCells(row, lineColumns))
        {
            lineColumns.Point(row);
            if (CsvLine.Read(lineColumns, row.LineNumber, statement.Asset, audit) is { } line) audit.Take(line);
            else audit.RejectLine();
        }
    }

    private bool HasAllCells(CsvRow row, CsvColumns columns)
    {
        if (row.Cells.Count == columns.Count) return true;
        Reject(row, "", StatementRules.CsvCells, $"{row.Cells.Count} cells where the header row has {columns.Count}");
        return false;
    }

    // A row that cannot be read is a line as far as anybody can tell, once a statement has begun.
    private void Reject(CsvRow row, string field, StatementRule rule, string found)
    {
        var isInLine = statement is not null;
        audit.Report(rule, new Place(row.LineNumber, field, isInLine), found);
        if (isInLine) audit.RejectLine();
    }

    private void EndStatement()
    {
        statement?.End(lastLine);
        statement = null;
    }
}
