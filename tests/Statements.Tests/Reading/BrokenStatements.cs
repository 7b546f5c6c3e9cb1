namespace Granary.Statements.Tests;

/// <summary>For every rule a statement that breaks it, made from one that breaks none by changing one thing.</summary>
public sealed class BrokenStatements
{
    private const string SecondAmount = "<Amt Ccy=\"CNY\">49.50</Amt>";
    private const string SecondLine = ":61:2611111111D49,50NMSCNONREF//B-2";

    private static readonly Break[] Breaks =
    [
        // The file and its text.
        new(StatementRules.FileEmpty, "", Line: 1),
        new(StatementRules.FileEmpty, " \r\n \n", Line: 1),
        new(StatementRules.FileUnknownFormat, "PK\u0003\u0004 what is this", Line: 1),
        new(StatementRules.FileUnknownFormat, "{\"statement\": 17}", Line: 1),
        new(StatementRules.FileSeveralStatements, Given.Csv + Given.Csv.With(",17,", ",18,").With("B-1", "B-3").With("B-2", "B-4"), Line: 7),
        new(StatementRules.EncodingNotUtf8, Given.Camt.With("UTF-8", "GBK"), Line: 1, Field: "encoding"),
        new(StatementRules.EncodingBroken, Given.Camt.With("王小明", "\uFFFD"), Line: 25, Field: "Stmt/Ntry/NtryDtls/TxDtls/RltdPties/Dbtr/Nm", Lost: 1),
        new(StatementRules.EncodingBroken, Given.Mt940.With("Wang", "\uFFFD"), Line: 7, Field: ":86:", Lost: 1),
        new(StatementRules.EncodingBroken, Given.Csv.With("王小明", "\uFFFD"), Line: 4, Lost: 1),
        new(StatementRules.EncodingBroken, Given.Camt.With("<Ctry>CN", "<Ctry>\uFFFD"), Line: 25, Lost: 1),
        new(StatementRules.XmlBroken, Given.Camt.With("</Sts>", "</Sta>"), Line: 19),
        new(StatementRules.XmlBroken, Given.Camt.With("rent", "&rent;"), Line: 26),
        new(StatementRules.XmlDtd, Given.Camt.With("<Document", "<!DOCTYPE Document>\n<Document"), Line: 1),
        new(StatementRules.XmlLimit, Given.Camt.With("<Ctry>", "<!--" + new string('x', 70_000) + "--><Ctry>"), Line: 25),
        new(StatementRules.XmlLimit, Given.Camt.With("<Ctry>CN</Ctry>", Nested(40)), Line: 25),
        new(StatementRules.XmlLimit, Given.Camt.With("<Ctry>", $"<Ctry {string.Join(' ', Enumerable.Range(0, 40).Select(i => $"a{i}=\"\""))}>"), Line: 25),
        new(StatementRules.XmlLimit, Given.Camt.With("<Ctry>", string.Concat(Enumerable.Range(0, 5_000).Select(i => $"<n{i}/>")) + "<Ctry>"), Line: 25),
        new(StatementRules.TextLineTooLong, Given.Mt940.With("monthly fee", new string('x', 20_000)), Line: 9, Field: ":86:", Lost: 1),
        new(StatementRules.TextLineTooLong, Given.Mt940.With("monthly fee", string.Join('\n', Enumerable.Repeat("fee", 100))), Line: 73, Field: ":86:", Lost: 1),
        new(StatementRules.TextLineTooLong, Given.Csv.With("FEE", new string('x', 20_000)), Line: 5, Lost: 1),

        // camt.053.
        new(StatementRules.CamtNamespace, Given.Camt.With("camt.053.001.04", "camt.053.001.05"), Line: 2, Field: "Document"),
        new(StatementRules.CamtNamespace, "<html><body>503</body></html>", Line: 1, Field: "Document"),
        new(StatementRules.CamtMissing, Given.Camt.With(SecondAmount, ""), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.CamtMissing, Given.Camt.With("<Id>S-17</Id>", ""), Line: 7, Field: "Stmt/Id"),
        new(StatementRules.CamtMissing, Given.Camt.With("<Othr><Id>6222000011112222</Id></Othr>", ""), Line: 10, Field: "Stmt/Acct/Id"),
        new(StatementRules.CamtMissing, Given.Camt.With(SecondAmount, "<Amt>49.50</Amt>"), Line: 30, Field: "Stmt/Ntry/Amt/@Ccy", Lost: 1),
        new(StatementRules.CamtUnexpected, Given.Camt.With(SecondAmount, SecondAmount + SecondAmount), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.CamtUnexpected, Given.Camt.With("<Sts>BOOK</Sts>\n<BookgDt>", "<Sts>BOOK</Sts><Hush/>\n<BookgDt>"), Line: 19, Field: "Stmt/Ntry/Hush", Lost: 1),
        new(StatementRules.CamtUnexpected, Given.Camt.With("<Sts>BOOK</Sts>", "<Sts>BOOK</Sts>hush"), Line: 19, Field: "Stmt/Ntry", Lost: 1),
        new(StatementRules.CamtUnexpected, Given.Camt.With("<Ntry>", "<Ntry hush=\"1\">"), Line: 18, Field: "Stmt/Ntry/@hush", Lost: 1),
        new(StatementRules.CamtUnexpected, Given.Camt.With("<Ntry>", "<Ntry><x:Amt xmlns:x=\"urn:x\"/>"), Line: 18, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.CamtValue, Given.Camt.With("<CdtDbtInd>DBIT</CdtDbtInd>", "<CdtDbtInd>debit</CdtDbtInd>"), Line: 30, Field: "Stmt/Ntry/CdtDbtInd", Lost: 1),
        new(StatementRules.CamtValue, Given.Camt.With("B-2", new string('B', 36)), Line: 31, Field: "Stmt/Ntry/AcctSvcrRef", Lost: 1),
        new(StatementRules.CamtValue, Given.Camt.With("B-2", new string('B', 3_000)), Line: 31, Field: "Stmt/Ntry/AcctSvcrRef", Lost: 1),

        // MT940.
        new(StatementRules.Mt940Missing, Given.Mt940.With(":25:6222000011112222\n", ""), Line: 1, Field: ":25:"),
        new(StatementRules.Mt940Repeated, Given.Mt940.With(":28C:", ":25:1\n:28C:"), Line: 3, Field: ":25:"),
        new(StatementRules.Mt940Unexpected, Given.Mt940.With(":20:", "HELLO\n:20:"), Line: 1),
        new(StatementRules.Mt940Unexpected, Given.Mt940.With(":62F:", ":99Z:x\n:62F:"), Line: 10, Field: ":99Z:"),
        new(StatementRules.Mt940Unexpected, Given.Mt940.With(":61:", ":86:x\n:61:"), Line: 5, Field: ":86:"),
        new(StatementRules.Mt940Unexpected, Given.Mt940.With(":62F:", ":25:1\n:62F:"), Line: 10, Field: ":25:"),
        new(StatementRules.Mt940Unreadable, Given.Mt940.With(SecondLine, ":61:2611111111X49,50NMSC"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.Mt940Unreadable, Given.Mt940.With(SecondLine, ":61:2611111111D49,50"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.Mt940Unreadable, Given.Mt940.With(SecondLine, ":61:26"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.Mt940Unreadable, Given.Mt940.With(":28C:17/1", ":28C:no/1"), Line: 3, Field: ":28C:"),
        new(StatementRules.Mt940Unreadable, Given.Mt940.With(":64:C261111CNY1200,50", ":64:C261111"), Line: 11, Field: ":64:"),
        new(StatementRules.Mt940Interim, Given.Mt940.With(":60F:C261110CNY1000,00", ":34F:CNY0,"), Line: 4, Field: ":34F:"),

        // CSV.
        new(StatementRules.CsvRowKind, Given.Csv.With("line,2026-11-11,,", "lime,2026-11-11,,"), Line: 5, Lost: 1),
        new(StatementRules.CsvRowKind, Given.Csv.With("line-columns", "linecolumns"), Line: 3, Lost: 2),
        new(StatementRules.CsvColumn, Given.Csv.With(",closing,", ",closed,"), Line: 1, Field: "closing", Lost: 2),
        new(StatementRules.CsvColumn, Given.Csv.With(",value,", ",amount,"), Line: 3, Field: "amount", Lost: 2),
        new(StatementRules.CsvUnknownColumn, Given.Csv.With("counterparty_name", "colour"), Line: 3, Field: "colour"),
        new(StatementRules.CsvCells, Given.Csv.With("FEE,,,", "FEE,,,,"), Line: 5, Lost: 1),
        new(StatementRules.CsvQuote, Given.Csv.With("FEE", "F\"E\"E"), Line: 5, Lost: 1),
        new(StatementRules.CsvQuote, Given.Csv.With("FEE", "\"FEE\"S"), Line: 5, Lost: 1),
        new(StatementRules.CsvQuote, Given.Csv.With("FEE", "\"FEE"), Line: 5, Lost: 1),
        new(StatementRules.CsvQuote, Given.Csv.With("PMNT", "\"PMNT"), Line: 4, Lost: 1),
        new(StatementRules.CsvValue, Given.Csv.With("DBIT", "debit"), Line: 5, Field: "direction", Lost: 1),
        new(StatementRules.CsvValue, Given.Csv.With(",17,", ",XVII,"), Line: 2, Field: "number"),
        new(StatementRules.CsvValue, Given.Csv.With("6222000011112222", ""), Line: 2, Field: "account"),

        // Amounts, currencies, dates.
        new(StatementRules.AmountNotANumber, Given.Camt.With(SecondAmount, "<Amt Ccy=\"CNY\">NaN</Amt>"), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.AmountNotANumber, Given.Camt.With(SecondAmount, "<Amt Ccy=\"CNY\">4.95E1</Amt>"), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.AmountNotANumber, Given.Mt940.With("49,50", "4.9,50"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.AmountNotANumber, Given.Csv.With("49.50,DBIT", "\"1,049.50\",DBIT"), Line: 5, Field: "amount", Lost: 1),
        new(StatementRules.AmountNotANumber, Given.Csv.With("49.50,DBIT", "1 049.50,DBIT"), Line: 5, Field: "amount", Lost: 1),
        new(StatementRules.AmountNotANumber, Given.Csv.With("49.50,DBIT", ",DBIT"), Line: 5, Field: "amount", Lost: 1),
        new(StatementRules.AmountNegative, Given.Camt.With(SecondAmount, "<Amt Ccy=\"CNY\">-49.50</Amt>"), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.AmountNegative, Given.Mt940.With("D49,50", "D-49,50"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.AmountNegative, Given.Csv.With("49.50,DBIT", "-49.50,DBIT"), Line: 5, Field: "amount", Lost: 1),
        new(StatementRules.AmountDecimals, Given.Camt.With(SecondAmount, "<Amt Ccy=\"CNY\">49.505</Amt>"), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.AmountDecimals, Given.Mt940.With("49,50", "49,505"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.AmountDecimals, Given.Csv.With("49.50,DBIT", "49.505,DBIT"), Line: 5, Field: "amount", Lost: 1),
        new(StatementRules.AmountOverflow, Given.Camt.With(SecondAmount, "<Amt Ccy=\"CNY\">1234567890123456789</Amt>"), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.AmountOverflow, Given.Csv.With("49.50,DBIT", "99999999999999999.99,DBIT"), Line: 5, Field: "amount", Lost: 1),
        new(StatementRules.CurrencyMissing, Given.Mt940.With(":60F:C261110CNY1000,00\n", ""), Line: 4, Field: ":61:", Lost: 2),
        new(StatementRules.CurrencyMissing, Given.Csv.With(",CNY,", ",,"), Line: 2, Lost: 2),
        new(StatementRules.CurrencyUnknown, Given.Camt.With("<Amt Ccy=\"CNY\">49", "<Amt Ccy=\"ZZZ\">49"), Line: 30, Field: "Stmt/Ntry/Amt", Lost: 1),
        new(StatementRules.CurrencyUnknown, Given.Mt940.With(":64:C261111CNY", ":64:C261111XAU"), Line: 11, Field: ":64:"),
        new(StatementRules.CurrencyMixed, Given.Camt.With("<Amt Ccy=\"CNY\">49", "<Amt Ccy=\"USD\">49"), Line: 29, Lost: 1),
        new(StatementRules.CurrencyMixed, Given.Mt940.With(":64:C261111CNY", ":64:C261111USD"), Line: 11, Field: "CLAV"),
        new(StatementRules.CurrencyUnexpected, Given.Csv, Line: 2, Options: new StatementOptions(Given.Today, new Asset(840))),
        new(StatementRules.DateMissing, Given.Camt.With("<BookgDt><DtTm>2026-11-11T23:59:59+08:00</DtTm></BookgDt>", ""), Line: 29, Field: "Stmt/Ntry/BookgDt", Lost: 1),
        new(StatementRules.DateMissing, Given.Csv.With("line,2026-11-11,,", "line,,,"), Line: 5, Field: "booked", Lost: 1),
        new(StatementRules.DateImpossible, Given.Camt.With("<DtTm>2026-11-11", "<DtTm>2026-11-31"), Line: 31, Field: "Stmt/Ntry/BookgDt/DtTm", Lost: 1),
        new(StatementRules.DateImpossible, Given.Mt940.With(SecondLine, ":61:2602291111D49,50NMSC"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.DateImpossible, Given.Mt940.With(SecondLine, ":61:2611111131D49,50NMSC"), Line: 8, Field: ":61:", Lost: 1),
        new(StatementRules.DateImpossible, Given.Csv.With("line,2026-11-11,,", "line,11.11.2026,,"), Line: 5, Field: "booked", Lost: 1),
        new(StatementRules.DateFuture, Given.Camt.With("<DtTm>2026-11-11", "<DtTm>2026-11-13"), Line: 29, Lost: 1),
        new(StatementRules.DateFuture, Given.Csv.With("2026-11-11,2,", "2026-11-13,2,"), Line: 2, Field: "CLBD"),
        new(StatementRules.DatePeriod, Given.Csv.With("line,2026-11-11,,", "line,2026-11-09,,"), Line: 5),
        new(StatementRules.DatePeriod, Given.Csv.With("2026-11-11,2026-11-11,1000", "2026-11-11,2026-11-01,1000"), Line: 2),
        new(StatementRules.StatusUnknown, Given.Csv.With("DBIT,,", "DBIT,LATE,"), Line: 5, Field: "status", Lost: 1),
        new(StatementRules.StatusUnknown, Given.Camt.With("001.04", "001.08").With("<Sts>BOOK", "<Sts><Cd>LATE</Cd>").With("<Sts>BOOK", "<Sts><Cd>BOOK</Cd>").With("<Nm>", "<Pty><Nm>").With("</PstlAdr>", "</PstlAdr></Pty>"), Line: 19, Field: "Stmt/Ntry/Sts/Cd", Lost: 1),

        // Balances, sums, references.
        new(StatementRules.BalanceOpeningMissing, Given.Camt.With("<Cd>OPBD</Cd>", "<Cd>INFO</Cd>"), Line: 5),
        new(StatementRules.BalanceClosingMissing, Given.Camt.With("<Cd>CLBD</Cd>", "<Cd>CLAV</Cd>"), Line: 34),
        new(StatementRules.BalanceClosingMissing, Given.Mt940.With(":62F:C261111CNY1250,50\n", ""), Line: 11),
        new(StatementRules.BalanceRepeated, Given.Camt.With("<Cd>CLBD</Cd>", "<Cd>OPBD</Cd>"), Line: 12, Field: "OPBD"),
        new(StatementRules.FootClosing, Given.Camt.With("1250.50", "1250.51"), Line: 12, Field: "CLBD"),
        new(StatementRules.FootClosing, Given.Mt940.With("1250,50", "1250,05"), Line: 10, Field: "CLBD"),
        new(StatementRules.FootSignSuspect, Given.Mt940.With("D49,50", "C49,50"), Line: 8),
        new(StatementRules.SummaryCount, Given.Camt.With("<NbOfNtries>2", "<NbOfNtries>3"), Line: 34, Field: "all entries"),
        new(StatementRules.SummarySum, Given.Camt.With("<Sum>300.00", "<Sum>300.01"), Line: 34, Field: "credits"),
        new(StatementRules.SummarySum, Given.Camt.With("<Amt>250.50</Amt><CdtDbtInd>CRDT", "<Amt>250.50</Amt><CdtDbtInd>DBIT"), Line: 34, Field: "the net of all entries"),
        new(StatementRules.Reversal, Given.Camt.With("<RvslInd>false", "<RvslInd>true"), Line: 18),
        new(StatementRules.Reversal, Given.Mt940.With("D49,50", "RC49,50"), Line: 8),
        new(StatementRules.ReferenceDuplicate, Given.Mt940.With("B-2", "B-1"), Line: 8),
        new(StatementRules.StatementDuplicate, Given.Mt940 + "\n" + Given.Mt940, Line: 13),
    ];

    public static IEnumerable<object[]> Cases { get; } = Breaks.Select((broken, index) => new object[] { index, broken.Rule.Id });

    [Theory, MemberData(nameof(Cases))]
    public async Task A_broken_rule_is_reported_where_it_is_broken(int index, string rule)
    {
        var broken = Breaks[index];
        var items = await Given.ReadAsync(broken.Text, broken.Options);

        var findings = items.Findings();
        var found = findings.Where(finding => finding.Rule == rule).ToList();
        Assert.True(found.Count > 0, $"not found among\n{findings.Describe()}");
        Assert.True(found.Any(f => f.LineNumber == broken.Line && f.Field == (broken.Field ?? f.Field)), findings.Describe());
        Assert.All(found, finding => Assert.True(finding.Found.Length > 0 && finding.Fix == broken.Rule.Fix));
        // Only what is known to be wrong is left out; what stands before the place where a file cannot be read further stays.
        if (broken.Rule.Severity == FindingSeverity.StatementRejected && items.OfType<StatementClosed>().FirstOrDefault() is null) return;
        Assert.Equal(items.OfType<StatementOpened>().Count() * 2 - broken.Lost, items.Lines().Count);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_line_is_left_out_only_with_a_finding_that_says_so(int index, string rule)
    {
        var items = await Given.ReadAsync(Breaks[index].Text, Breaks[index].Options);
        var rejected = items.OfType<StatementClosed>().Sum(closed => closed.RejectedCount);
        Assert.True(items.Findings().Count(f => f.Severity == FindingSeverity.LineRejected) >= rejected, $"{rule}:\n{items.Findings().Describe()}");
        Assert.DoesNotContain(items.OfType<StatementClosed>(), closed => closed.Ties && closed.RejectedCount > 0);
    }

    [Fact]
    public void Every_rule_has_a_statement_that_breaks_it()
    {
        string[] elsewhere =
        [
            // A file beyond its length, and more references than can be remembered: see Encodings and DuplicateReferences.
            StatementRules.FileTooLarge.Id, StatementRules.ReferenceUnchecked.Id,
            .. StatementRules.All.Select(rule => rule.Id).Where(id => id.StartsWith("chain-", StringComparison.Ordinal)),
        ];
        Assert.Equal(StatementRules.All.Select(rule => rule.Id).Except(elsewhere).Order(), Breaks.Select(b => b.Rule.Id).Distinct().Order());
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));

    /// <param name="Line">Where the finding must point.</param>
    /// <param name="Lost">Lines of the two that must not leave the reader.</param>
    private sealed record Break(StatementRule Rule, string Text, int Line, string? Field = null, int Lost = 0, StatementOptions? Options = null);
}
