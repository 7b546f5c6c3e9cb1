using System.Globalization;
using Granary.Ledger;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Csv;

/// <summary>The row that states a statement: its account, balances and summary.</summary>
internal sealed class CsvStatement
{
    private readonly StatementAudit audit;
    private readonly CsvColumns columns;
    private readonly int lineNumber;
    private readonly StatementBalance? closing;
    private readonly StatementSummary summary;

    public CsvStatement(StatementAudit audit, CsvColumns columns, int lineNumber)
    {
        (this.audit, this.columns, this.lineNumber) = (audit, columns, lineNumber);
        audit.Begin(lineNumber);
        Asset = columns["currency"] is { } currency && audit.TryReadAsset(currency, PlaceOf("currency"), out var asset) ? asset : null;
        closing = Balance("CLBD", "closing", "closing_date");
        summary = new StatementSummary
        {
            All = new(Number("count"), Sum("sum")),
            Credits = new(Number("credit_count"), Sum("credit_sum")),
            Debits = new(Number("debit_count"), Sum("debit_sum")),
        };
        audit.Open(new StatementOpened
        {
            LineNumber = lineNumber,
            Format = StatementFormat.Csv,
            Account = columns["account"] ?? Missing("account"),
            Asset = Asset,
            Id = columns["id"],
            Number = Number("number"),
            PageNumber = Number("page"),
            Opening = Balance("OPBD", "opening", "opening_date"),
            From = Date("from"),
            To = Date("to"),
            CreatedAt = Time("created"),
        });
    }

    public Asset? Asset { get; }

    public void End(int lastLine) => audit.Close(new StatementClosed { LineNumber = lastLine, Closing = closing, Summary = summary });

    private string Missing(string column)
    {
        audit.Report(StatementRules.CsvValue, PlaceOf(column), "the cell is empty");
        return "";
    }

    // An empty cell is not reported here: that the balance is missing is a rule of its own.
    private StatementBalance? Balance(string code, string column, string dateColumn)
    {
        if (Asset is not { } asset || columns[column] is not { } text) return null;
        if (Date(dateColumn) is not { } date)
        {
            if (columns[dateColumn] is null) audit.Report(StatementRules.DateMissing, PlaceOf(dateColumn), "a balance without a date");
            return null;
        }
        return audit.TryReadMoney(text, '.', asset, PlaceOf(column), out var minor) ? new StatementBalance(code, minor, asset, date, lineNumber) : null;
    }

    private DateOnly? Date(string column)
    {
        if (columns[column] is not { } text) return null;
        if (DateText.TryReadDate(text, out var date)) return date;
        audit.Report(StatementRules.DateImpossible, PlaceOf(column), $"the date {Words.Quote(text)}");
        return null;
    }

    private DateTimeOffset? Time(string column)
    {
        if (columns[column] is not { } text) return null;
        if (DateText.TryReadTime(text, out _, out var time)) return time;
        audit.Report(StatementRules.DateImpossible, PlaceOf(column), $"the time {Words.Quote(text)}");
        return null;
    }

    private long? Number(string column)
    {
        if (columns[column] is not { } text) return null;
        if (text.Length <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        audit.Report(StatementRules.CsvValue, PlaceOf(column), $"{Words.Quote(text)} as a number");
        return null;
    }

    private long? Sum(string column) =>
        Asset is { } asset && columns[column] is { } text && audit.TryReadMoney(text, '.', asset, PlaceOf(column), out var minor) ? minor : null;

    private Place PlaceOf(string column) => new(lineNumber, column);
}
