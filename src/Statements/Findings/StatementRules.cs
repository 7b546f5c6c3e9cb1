using System.Collections.Immutable;
using System.Reflection;
using static Granary.Statements.FindingSeverity;

namespace Granary.Statements;

/// <summary>Every rule that there is. Ids never change and are never given twice.</summary>
public static class StatementRules
{
    public static StatementRule FileEmpty { get; } = new("file-empty", StatementRejected,
        "A file holds something.",
        "Ask the bank for the file again: nothing arrived.");

    public static StatementRule FileUnknownFormat { get; } = new("file-unknown-format", StatementRejected,
        "A file is camt.053, MT940 or our CSV, which its first characters show.",
        "Export the statement as camt.053, MT940 or the CSV of docs/STATEMENTS.md.");

    public static StatementRule FileTooLarge { get; } = new("file-too-large", StatementRejected,
        "A file is at most 4 GiB long.",
        "Ask the bank for one file per account or day.");

    public static StatementRule FileSeveralStatements { get; } = new("file-several-statements", Warning,
        "A file holds one statement.",
        "Nothing, if the bank sends several in one file; each is judged by itself.");

    public static StatementRule EncodingNotUtf8 { get; } = new("encoding-not-utf8", StatementRejected,
        "A file is UTF-8, and says nothing else of itself.",
        "Export the file as UTF-8 (not GBK, GB18030 or UTF-16).");

    public static StatementRule EncodingBroken { get; } = new("encoding-broken", LineRejected,
        "Every byte is part of UTF-8 text.",
        "Export the file as UTF-8; the byte named is where the first broken character begins.");

    public static StatementRule XmlBroken { get; } = new("xml-broken", StatementRejected,
        "XML is well-formed to its last tag.",
        "Fetch the file again: it was cut off or damaged on the way. What was read before stays.");

    public static StatementRule XmlDtd { get; } = new("xml-dtd", StatementRejected,
        "XML has no document type and no entities of its own.",
        "Ask who made this file: no bank sends a DTD. Nothing of it was expanded.");

    public static StatementRule XmlLimit { get; } = new("xml-limit", StatementRejected,
        "XML stays within the limits on depth, names, attributes and length of a tag.",
        "Ask who made this file: no statement needs as much.");

    public static StatementRule TextLineTooLong { get; } = new("text-line-too-long", LineRejected,
        "A line or row of text stays within its length.",
        "Check for missing line ends or a quotation mark that is not closed.");

    public static StatementRule CamtNamespace { get; } = new("camt-namespace", StatementRejected,
        "The root is Document in the namespace of camt.053.001.02, .03, .04 or .08.",
        "Ask the bank for one of these versions.");

    public static StatementRule CamtMissing { get; } = new("camt-missing", LineRejected,
        "Every element that the schema requires is there.",
        "Ask the bank to add the element named.");

    public static StatementRule CamtUnexpected { get; } = new("camt-unexpected", LineRejected,
        "No element, attribute or text stands where the schema has none, in another order or more often.",
        "Ask the bank to follow the schema of the version that the file names.");

    public static StatementRule CamtValue { get; } = new("camt-value", LineRejected,
        "A value has the form and the code list that the schema gives it.",
        "Ask the bank to correct the value named.");

    public static StatementRule Mt940Missing { get; } = new("mt940-missing", LineRejected,
        "A message has the fields 20, 25, 28 or 28C, 60 and 62.",
        "Ask the bank to add the field named.");

    public static StatementRule Mt940Repeated { get; } = new("mt940-repeated", StatementRejected,
        "A field of a message stands there once.",
        "Check whether two messages ran together: each ends with a line \"-\".");

    public static StatementRule Mt940Unexpected { get; } = new("mt940-unexpected", LineRejected,
        "Fields stand in their order and no text stands outside a field.",
        "Check the message around the line named.");

    public static StatementRule Mt940Unreadable { get; } = new("mt940-unreadable", LineRejected,
        "A field is written as SWIFT prescribes.",
        "Compare the field with the SWIFT user handbook; for field 61 it is date, entry date, C/D/RC/RD, amount, type, references.");

    public static StatementRule Mt940Interim { get; } = new("mt940-interim", Warning,
        "A statement is the end of a day, not a report within it.",
        "Reconcile against the MT940 of the same day: lines of an MT942 may still change.");

    public static StatementRule CsvRowKind { get; } = new("csv-row-kind", LineRejected,
        "A row begins with statement-columns, statement, line-columns or line, in that order.",
        "Give the row its kind in the first cell; see docs/STATEMENTS.md.");

    public static StatementRule CsvColumn { get; } = new("csv-column", StatementRejected,
        "The columns that are required are named, each once.",
        "Name the column in the header row.");

    public static StatementRule CsvUnknownColumn { get; } = new("csv-unknown-column", Warning,
        "Every column is one that docs/STATEMENTS.md knows.",
        "Nothing, if the column may be ignored.");

    public static StatementRule CsvCells { get; } = new("csv-cells", LineRejected,
        "A row has as many cells as its header row.",
        "Quote cells that hold a comma.");

    public static StatementRule CsvQuote { get; } = new("csv-quote", LineRejected,
        "A quotation mark begins and ends a cell; inside it is doubled.",
        "Double the quotation marks inside the cell and close it.");

    public static StatementRule CsvValue { get; } = new("csv-value", LineRejected,
        "A cell holds one of the words or numbers that its column knows.",
        "Write the cell as docs/STATEMENTS.md says.");

    public static StatementRule AmountNotANumber { get; } = new("amount-not-a-number", LineRejected,
        "An amount is digits with at most one decimal mark: no thousands separators, no exponent, no blank.",
        "Write 1234.50, or 1234,50 in MT940.");

    public static StatementRule AmountNegative { get; } = new("amount-negative", LineRejected,
        "An amount has no sign; the direction has it.",
        "Write the amount without sign and turn credit into debit.");

    public static StatementRule AmountDecimals { get; } = new("amount-decimals", LineRejected,
        "An amount has no more decimals than its currency has, zeros at the end aside.",
        "Check the currency and the amount with the bank.");

    public static StatementRule AmountOverflow { get; } = new("amount-overflow", LineRejected,
        "An amount fits 18 digits.",
        "Check the amount with the bank.");

    public static StatementRule CurrencyMissing { get; } = new("currency-missing", LineRejected,
        "The currency is stated.",
        "Ask the bank to state the currency.");

    public static StatementRule CurrencyUnknown { get; } = new("currency-unknown", LineRejected,
        "A currency is an active one of ISO 4217 with a minor unit.",
        "Check the three letters.");

    public static StatementRule CurrencyMixed { get; } = new("currency-mixed", LineRejected,
        "Lines and balances are in the currency of the statement.",
        "Ask the bank for one statement per currency.");

    public static StatementRule CurrencyUnexpected { get; } = new("currency-unexpected", StatementRejected,
        "The statement is in the currency of the account.",
        "Check that the file belongs to this account.");

    public static StatementRule DateMissing { get; } = new("date-missing", LineRejected,
        "A line has a booking date, or at least a value date.",
        "Ask the bank to state the booking date.");

    public static StatementRule DateImpossible { get; } = new("date-impossible", LineRejected,
        "A date is in the calendar, between 1970 and 2100.",
        "Check the date with the bank.");

    public static StatementRule DateFuture { get; } = new("date-future", LineRejected,
        "Nothing is booked later than today.",
        "Wait for the day, or check the date with the bank.");

    public static StatementRule DatePeriod { get; } = new("date-period", Warning,
        "Lines are booked within the period that the statement names, and it ends after it begins.",
        "Check that the bank put the line into the right statement.");

    public static StatementRule StatusUnknown { get; } = new("status-unknown", LineRejected,
        "A line is booked, pending or for information.",
        "Ask the bank what the status means.");

    public static StatementRule BalanceOpeningMissing { get; } = new("balance-opening-missing", StatementRejected,
        "A statement states its opening booked balance.",
        "Ask the bank for OPBD (or PRCD), or field 60.");

    public static StatementRule BalanceClosingMissing { get; } = new("balance-closing-missing", StatementRejected,
        "A statement states its closing booked balance.",
        "Ask the bank for CLBD, or field 62; or the file was cut off.");

    public static StatementRule BalanceRepeated { get; } = new("balance-repeated", StatementRejected,
        "Opening and closing balance are stated once.",
        "Ask the bank which of the two holds.");

    public static StatementRule FootClosing { get; } = new("foot-closing", StatementRejected,
        "Opening balance and booked lines give the closing balance.",
        "Look for a line that is missing, doubled, of another amount or of the other sign.");

    public static StatementRule FootSignSuspect { get; } = new("foot-sign-suspect", Warning,
        "No line would make the statement tie if its direction were the other one.",
        "Ask the bank for the direction of the line named.");

    public static StatementRule SummaryCount { get; } = new("summary-count", StatementRejected,
        "The lines are as many as the summary says.",
        "Ask the bank for the lines that are missing.");

    public static StatementRule SummarySum { get; } = new("summary-sum", StatementRejected,
        "The amounts add up to what the summary says.",
        "Ask the bank for the lines that are missing or of another amount.");

    public static StatementRule Reversal { get; } = new("reversal", Warning,
        "No line takes back an earlier one.",
        "Match it with the line that it takes back.");

    public static StatementRule ReferenceDuplicate { get; } = new("reference-duplicate", Warning,
        "A bank reference stands on one line only.",
        "Check whether the bank booked the same twice.");

    public static StatementRule ReferenceUnchecked { get; } = new("reference-unchecked", Warning,
        "A file has no more lines than duplicates can be looked for in.",
        "Ask the bank for smaller files; from this line on references are not compared.");

    public static StatementRule StatementDuplicate { get; } = new("statement-duplicate", StatementRejected,
        "A statement of an account is in the file once.",
        "Keep one of the two.");

    public static StatementRule ChainFileDuplicate { get; } = new("chain-file-duplicate", StatementRejected,
        "A file is taken once.",
        "Nothing: the same bytes were read before, perhaps under another name.");

    public static StatementRule ChainAccountUnknown { get; } = new("chain-account-unknown", StatementRejected,
        "The account is one that the custodian keeps for us.",
        "Check that the file belongs to this bank, or register the account.");

    public static StatementRule ChainCurrency { get; } = new("chain-currency", StatementRejected,
        "An account keeps its currency.",
        "Check that the file belongs to this account.");

    public static StatementRule ChainNumberMissing { get; } = new("chain-number-missing", Warning,
        "A statement has a number that continues the one before.",
        "Ask the bank to number its statements; until then only the balances prove that none is missing.");

    public static StatementRule ChainRepeat { get; } = new("chain-repeat", StatementRejected,
        "A number comes once for an account.",
        "Nothing if it is the same statement again; otherwise ask the bank which of the two holds.");

    public static StatementRule ChainGap { get; } = new("chain-gap", StatementRejected,
        "Numbers follow one another without a gap.",
        "Ask the bank for the statements in between.");

    public static StatementRule ChainOpening { get; } = new("chain-opening", StatementRejected,
        "The opening balance is the closing balance of the statement before.",
        "Ask the bank for the statement in between, or for the one that was corrected.");

    public static ImmutableArray<StatementRule> All { get; } =
    [
        .. typeof(StatementRules).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(StatementRule))
            .Select(property => (StatementRule)property.GetValue(null)!),
    ];
}
