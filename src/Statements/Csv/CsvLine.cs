using Granary.Ledger;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Csv;

/// <summary>A row that is one booking.</summary>
internal static class CsvLine
{
    /// <summary>Reads the row that the columns point to, or reports everything that is wrong in it and returns null.</summary>
    public static StatementLine? Read(CsvColumns columns, int lineNumber, Asset? statementAsset, StatementAudit audit)
    {
        var cells = new Cells(columns, lineNumber, audit);
        var bookedOn = cells.Date("booked");
        if (columns["booked"] is null) cells.Report(StatementRules.DateMissing, "booked", "the cell is empty");
        var valueOn = cells.Date("value");
        var direction = cells.Direction();
        var status = cells.Status();
        var isReversal = cells.Reversal();
        var asset = cells.Asset(statementAsset);
        var amountMinor = asset is { } known ? cells.AmountMinor(known) : null;
        if (!cells.AreSound || bookedOn is null || amountMinor is null || asset is null) return null;
        return new StatementLine
        {
            LineNumber = lineNumber,
            BookedOn = bookedOn.Value,
            ValueOn = valueOn,
            AmountMinor = amountMinor.Value,
            Direction = direction,
            Asset = asset.Value,
            Status = status,
            IsReversal = isReversal,
            BankReference = columns["bank_reference"],
            EndToEndId = columns["end_to_end_id"],
            CustomerReference = columns["customer_reference"],
            InstructionId = columns["instruction_id"],
            TypeCode = columns["type"],
            CounterpartyName = columns["counterparty_name"],
            CounterpartyAccount = columns["counterparty_account"],
            Remittance = columns["remittance"]?.Replace('\n', ' '),
            BankText = columns["bank_text"]?.Replace('\n', ' '),
            DetailCount = 1,
        };
    }

    private sealed class Cells(CsvColumns columns, int lineNumber, StatementAudit audit)
    {
        public bool AreSound { get; private set; } = true;

        public DateOnly? Date(string column)
        {
            if (columns[column] is not { } text) return null;
            if (DateText.TryReadDate(text, out var date)) return date;
            Report(StatementRules.DateImpossible, column, $"the date {Words.Quote(text)}");
            return null;
        }

        public Direction Direction() => columns["direction"] switch
        {
            "CRDT" => Statements.Direction.Credit,
            "DBIT" => Statements.Direction.Debit,
            var other => Wrong<Direction>("direction", other),
        };

        public LineStatus Status() => columns["status"] switch
        {
            null or "BOOK" => LineStatus.Booked,
            "PDNG" => LineStatus.Pending,
            "INFO" => LineStatus.Information,
            var other => Wrong<LineStatus>("status", other),
        };

        public bool Reversal() => columns["reversal"] switch
        {
            null or "false" => false,
            "true" => true,
            var other => Wrong<bool>("reversal", other),
        };

        public Asset? Asset(Asset? ofStatement)
        {
            if (columns["currency"] is { } text) return audit.TryReadAsset(text, PlaceOf("currency"), out var asset) ? asset : null;
            if (ofStatement is null) Report(StatementRules.CurrencyMissing, "currency", "neither the line nor its statement states a currency");
            return ofStatement;
        }

        public long? AmountMinor(Asset asset)
        {
            if (!audit.TryReadMoney(columns["amount"] ?? "", '.', asset, PlaceOf("amount"), out var minor)) return null;
            if (minor >= 0) return minor;
            Report(StatementRules.AmountNegative, "amount", $"the amount {columns["amount"]}");
            return null;
        }

        public void Report(StatementRule rule, string column, string found)
        {
            AreSound = false;
            audit.Report(rule, PlaceOf(column), found);
        }

        private T Wrong<T>(string column, string? text)
            where T : struct
        {
            Report(column == "status" ? StatementRules.StatusUnknown : StatementRules.CsvValue, column, Words.Quote(text));
            return default;
        }

        private Place PlaceOf(string column) => new(lineNumber, column, IsInLine: true);
    }
}
