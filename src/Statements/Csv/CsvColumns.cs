using Granary.Statements.Judging;

namespace Granary.Statements.Csv;

/// <summary>Which cell of a row is which column; the header row names them in any order.</summary>
internal sealed class CsvColumns
{
    public static readonly string[] StatementRequired = ["account", "currency", "number", "opening", "opening_date", "closing", "closing_date"];

    public static readonly string[] StatementKnown =
        [.. StatementRequired, "id", "page", "created", "from", "to", "count", "sum", "credit_count", "credit_sum", "debit_count", "debit_sum"];

    public static readonly string[] LineRequired = ["booked", "amount", "direction"];

    public static readonly string[] LineKnown =
    [
        .. LineRequired, "value", "currency", "status", "reversal", "bank_reference", "end_to_end_id", "customer_reference", "instruction_id", "type",
        "counterparty_name", "counterparty_account", "remittance", "bank_text",
    ];

    private readonly Dictionary<string, int> indexes = [];
    private IReadOnlyList<string> cells = [];

    private CsvColumns(int count) => Count = count;

    public int Count { get; }

    /// <summary>Reads a header row, or reports why its rows cannot be read and returns null.</summary>
    public static CsvColumns? Read(CsvRow row, string[] required, string[] known, StatementAudit audit)
    {
        var columns = new CsvColumns(row.Cells.Count);
        var isSound = true;
        for (var i = 1; i < row.Cells.Count; i++)
        {
            var name = row.Cells[i].Trim();
            if (!known.Contains(name)) audit.Report(StatementRules.CsvUnknownColumn, new Place(row.LineNumber, name), $"the column {Words.Quote(name)}");
            else if (!columns.indexes.TryAdd(name, i)) isSound = Report(name, "the column stands there twice");
        }
        foreach (var name in required)
        {
            if (!columns.indexes.ContainsKey(name)) isSound = Report(name, "the column is not there");
        }
        return isSound ? columns : null;

        bool Report(string name, string found)
        {
            audit.Report(StatementRules.CsvColumn, new Place(row.LineNumber, name), found);
            return false;
        }
    }

    /// <summary>The row that <see cref="this[string]"/> reads from now on.</summary>
    public void Point(CsvRow row) => cells = row.Cells;

    /// <summary>The cell of a column; null when there is no such column or the cell is empty.</summary>
    public string? this[string name] => indexes.TryGetValue(name, out var index) && cells[index].Length > 0 ? cells[index] : null;
}
