using System.Globalization;
using System.Text.Json;

namespace Granary.Statements.Tests.Camt;

/// <summary>
/// Other people's statements with other people's decodings. Left out of the comparison, because a statement here has no such field: group
/// header, addresses, identifications of parties, agents, charges, related dates, amount details, proprietary and remaining references,
/// return reasons, additional statement information, copy indicator, card data. The decodings were printed as one object each with marks
/// where an object comes again, so the first statement of the file with two is not in its decoding.
/// </summary>
public sealed class CamtSamples
{
    private const string Folder = "camt053/samples";
    private static readonly StatementOptions Options = new(new DateOnly(2026, 11, 12));

    // They call the previous closing balance an opening one too.
    private static readonly Dictionary<string, string[]> CodesOfTypes = new()
    {
        ["opening"] = ["OPBD", "PRCD"],
        ["closing"] = ["CLBD"],
        ["opening_available"] = ["OPAV"],
        ["closing_available"] = ["CLAV"],
        ["forward_available"] = ["FWAV"],
        ["information"] = ["INFO"],
        ["interim"] = ["ITBD"],
        ["interim_available"] = ["ITAV"],
        ["expected_credit"] = ["XPCD"],
    };

    [DataFact($"{Folder}/camt053.v8.xml")]
    public async Task Every_sample_is_decoded_as_expected()
    {
        var samples = Directory.GetFiles(SharedData.PathOf(Folder), "*.json").Order().ToList();
        Assert.Equal(7, samples.Count);
        foreach (var sample in samples)
        {
            var items = await Given.ReadAsync(await File.ReadAllBytesAsync(Path.ChangeExtension(sample, ".xml")), Options);
            using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(sample));
            var entries = expected.RootElement.GetProperty("getEntries").EnumerateArray().ToList();
            var records = entries.Select(entry => entry.GetProperty("getRecord")).Concat(expected.RootElement.GetProperty("getRecords").EnumerateArray())
                .Where(record => record.ValueKind == JsonValueKind.Object).ToList();
            Assert.NotEmpty(records);
            foreach (var record in records) Compare(record, Opened(items, record), Closed(items, record));
            foreach (var entry in entries) Compare(entry, Line(items, entry));
        }
    }

    [DataFact($"{Folder}/camt053.v8.xml")]
    public async Task Of_all_samples_only_the_one_with_two_statements_ties()
    {
        foreach (var sample in Directory.GetFiles(SharedData.PathOf(Folder), "*.xml"))
        {
            var items = await Given.ReadAsync(await File.ReadAllBytesAsync(sample), Options);
            var closed = items.OfType<StatementClosed>().ToList();
            var isTwo = sample.EndsWith("multi.statement.xml", StringComparison.Ordinal);
            Assert.Equal(isTwo ? 2 : sample.EndsWith("wrong.xml", StringComparison.Ordinal) ? 0 : 1, closed.Count);
            Assert.All(closed, statement => Assert.Equal(isTwo, statement.Ties));
            // One has no closing balance to tie with, and one no statement at all; each is told so.
            var rule = closed.Count == 0 ? "camt-missing" : closed[0].Closing is null ? "balance-closing-missing" : "foot-closing";
            Assert.Equal(!isTwo, items.Findings().Any(finding => finding.Rule == rule && finding.Severity == FindingSeverity.StatementRejected));
        }
    }

    [DataFact($"{Folder}/camt053.v2.multi.statement.xml")]
    public async Task The_file_with_two_statements_has_nothing_wrong_but_old_periods()
    {
        var items = await Given.ReadAsync(await File.ReadAllBytesAsync(SharedData.PathOf($"{Folder}/camt053.v2.multi.statement.xml")), Options);
        Assert.Equal(["date-period", "file-several-statements"], items.Findings().Select(finding => finding.Rule).Order());
        Assert.Equal([885L, -700L], items.Lines().Select(line => line.SignedMinor));
        Assert.Equal(["Company Name 1", "Company Name 2"], items.Lines().Select(line => line.CounterpartyName));
    }

    private static void Compare(JsonElement record, StatementOpened opened, StatementClosed closed)
    {
        Assert.Equal(Text(record, "getId"), opened.Id);
        Assert.Equal(Text(record, "getElectronicSequenceNumber"), opened.Number?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text(record, "getLegalSequenceNumber"), opened.LegalNumber?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Text(record.GetProperty("getAccount"), "getIdentification"), opened.Account);
        if (record.GetProperty("getPagination") is { ValueKind: JsonValueKind.Object } pages) Assert.Equal(Text(pages, "getPageNumber"), opened.PageNumber?.ToString(CultureInfo.InvariantCulture));
        // A time without an offset is UTC to them and the business calendar's to us: the clock on the wall is the same.
        var created = Time(record, "getCreatedOn");
        Assert.True(opened.CreatedAt == created || opened.CreatedAt?.DateTime == created?.DateTime);
        Assert.Equal(Day(record, "getFromDate"), opened.From);
        Assert.Equal(Day(record, "getToDate"), opened.To);

        var balances = new[] { opened.Opening, closed.Closing }.OfType<StatementBalance>().Concat(closed.FurtherBalances).OrderBy(balance => balance.LineNumber).ToList();
        var expected = record.GetProperty("getBalances").EnumerateArray().ToList();
        Assert.Equal(expected.Count, balances.Count);
        foreach (var (balance, ours) in expected.Zip(balances))
        {
            Assert.Contains(ours.Code, CodesOfTypes[Text(balance, "getType")!]);
            Assert.Equal(Money(balance), (ours.AmountMinor.ToString(CultureInfo.InvariantCulture), ours.Asset.ToString()));
            Assert.Equal(Day(balance, "getDate"), ours.Date);
        }
    }

    private static void Compare(JsonElement entry, StatementLine line)
    {
        Assert.Equal(Money(entry), (line.SignedMinor.ToString(CultureInfo.InvariantCulture), line.Asset.ToString()));
        Assert.Equal(Text(entry, "getCreditDebitIndicator") == "CRDT" ? Direction.Credit : Direction.Debit, line.Direction);
        Assert.Equal(Day(entry, "getBookingDate"), line.BookedOn);
        Assert.Equal(Day(entry, "getValueDate"), line.ValueOn);
        Assert.Equal(entry.GetProperty("getReversalIndicator").GetBoolean(), line.IsReversal);
        Assert.Equal("BOOK", Text(entry, "getStatus"));
        Assert.Equal(LineStatus.Booked, line.Status);
        Assert.Equal(Text(entry, "getAccountServicerReference"), line.BankReference);
        Assert.Equal(Text(entry, "getAdditionalInfo") is { Length: > 0 } text ? text : null, line.BankText);
        Assert.Equal(TypeCode(entry.GetProperty("getBankTransactionCode")), line.TypeCode);

        var detail = entry.GetProperty("getTransactionDetail");
        var references = detail.GetProperty("getReference");
        Assert.Equal(Text(references, "getEndToEndId"), line.EndToEndId);
        Assert.Equal(Text(references, "getInstructionId"), line.InstructionId);
        Assert.Equal(Text(references, "getPaymentInformationId"), line.CustomerReference);
        Assert.Equal(Text(detail.GetProperty("getRemittanceInformation"), "getMessage"), line.Remittance);
        var parties = detail.GetProperty("getRelatedParties").EnumerateArray().ToList();
        var other = parties.FirstOrDefault(party => Kind(party) == (line.Direction == Direction.Credit ? "Debtor" : "Creditor"));
        // The other side is the counterparty; where only ours or only those behind it are named, it is they.
        if (other.ValueKind == JsonValueKind.Undefined) other = parties.First(party => parties.Count == 1 || Kind(party) == "UltimateDebtor");
        Assert.Equal(Text(other.GetProperty("getRelatedPartyType"), "getName"), line.CounterpartyName);
        Assert.Equal(other.GetProperty("getAccount") is { ValueKind: JsonValueKind.Object } account ? Text(account, "getIdentification") : null, line.CounterpartyAccount);
    }

    private static string? TypeCode(JsonElement code)
    {
        if (code.GetProperty("getDomain") is not { ValueKind: JsonValueKind.Object } domain) return Text(code.GetProperty("getProprietary"), "getCode");
        var family = domain.GetProperty("getFamily");
        return $"{Text(domain, "getCode")}/{Text(family, "getCode")}/{Text(family, "getSubFamilyCode")}";
    }

    private static StatementOpened Opened(IReadOnlyList<StatementItem> items, JsonElement record) =>
        items.OfType<StatementOpened>().Single(opened => opened.Id == Text(record, "getId"));

    private static StatementClosed Closed(IReadOnlyList<StatementItem> items, JsonElement record) =>
        items.OfType<StatementClosed>().Single(closed => closed.Ordinal == Opened(items, record).Ordinal);

    private static StatementLine Line(IReadOnlyList<StatementItem> items, JsonElement entry) =>
        items.Lines().Where(line => line.Ordinal == Opened(items, entry.GetProperty("getRecord")).Ordinal).ElementAt(entry.GetProperty("getIndex").GetInt32());

    private static string Kind(JsonElement party) => Text(party.GetProperty("getRelatedPartyType"), "__CLASS__")!.Split('\\')[^1];

    private static (string Minor, string Currency) Money(JsonElement holder)
    {
        var amount = holder.GetProperty("getAmount");
        return (Text(amount, "getAmount")!, Text(amount.GetProperty("getCurrency"), "getCode")!);
    }

    private static DateTimeOffset? Time(JsonElement holder, string name) =>
        holder.GetProperty(name) is { ValueKind: JsonValueKind.Object } time ? DateTimeOffset.Parse(Text(time, "0")!, CultureInfo.InvariantCulture) : null;

    private static DateOnly? Day(JsonElement holder, string name) => Time(holder, name) is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null;

    private static string? Text(JsonElement holder, string name) => holder.GetProperty(name).GetString();
}
