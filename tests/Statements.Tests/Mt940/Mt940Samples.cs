using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Granary.Statements.Tests.Mt940;

/// <summary>
/// Other people's statements with other people's decodings. Left out: the tables of regular expressions; floor limits and the time of an
/// interim report, which an item here has no place for; bank codes and numbers of the German structure beside account and name; and the
/// account of sepa_snippet_broken, where a second field 25 inside a line replaces the account there and is refused here.
/// </summary>
public sealed class Mt940Samples
{
    private const string Folder = "mt940";
    private static readonly StatementOptions Options = new(new DateOnly(2026, 11, 12));

    [DataFact($"{Folder}/mBank/mt940.sta")]
    public async Task Every_statement_is_decoded_as_expected()
    {
        var lines = 0;
        var decodings = Directory.GetFiles(SharedData.PathOf(Folder), "*.yml", SearchOption.AllDirectories).Order().ToList();
        Assert.Equal(13, decodings.Count);
        foreach (var decoding in decodings)
        {
            var name = Path.GetFileNameWithoutExtension(decoding);
            var items = await Given.ReadAsync(await File.ReadAllBytesAsync(Path.ChangeExtension(decoding, ".sta")), Options);
            var expected = Load(decoding);
            CompareHead(name, Map(expected, "data")!, items);
            // A line without a currency anywhere has no minor unit, so it is refused here; the next test reads it with a head before it.
            if (name != "empty_entry_date") lines += CompareLines(name, expected, items);
        }
        Assert.Equal(121, lines);
    }

    [DataFact($"{Folder}/betterplace/empty_entry_date.sta")]
    public async Task A_line_without_entry_date_is_booked_on_its_value_date()
    {
        var line = await File.ReadAllTextAsync(SharedData.PathOf($"{Folder}/betterplace/empty_entry_date.sta"));
        var items = await Given.ReadAsync(":20:X\n:25:1\n:28C:1\n:60F:C110701EUR0,\n" + line, Options);
        Assert.Equal(1, CompareLines("empty_entry_date", Load(SharedData.PathOf($"{Folder}/betterplace/empty_entry_date.yml")), items));
        Assert.Equal(new DateOnly(2011, 7, 1), items.Lines().Single().BookedOn);
    }

    [DataFact($"{Folder}/betterplace/amount_formats.sta")]
    public async Task Amounts_with_none_one_and_two_decimals_and_leading_zeros_are_read()
    {
        var balances = await File.ReadAllLinesAsync(SharedData.PathOf($"{Folder}/betterplace/amount_formats.sta"));
        var read = new List<long>();
        foreach (var balance in balances) read.Add((await Given.ReadAsync(balance, Options)).OfType<StatementOpened>().Single().Opening!.AmountMinor);
        Assert.Equal([38_011_512, 38_011_510, 38_011_500, 12, 12, 112], read);
    }

    [DataFact($"{Folder}/ASNB/mt940.txt")]
    public async Task Statements_in_SWIFT_envelopes_follow_one_another_and_tie()
    {
        var items = await Given.ReadAsync(await File.ReadAllBytesAsync(SharedData.PathOf($"{Folder}/ASNB/mt940.txt")), Options);
        Assert.True(items.Findings().All(finding => finding.Rule is "file-several-statements" or "reference-duplicate"), items.Findings().Describe());
        var opened = items.OfType<StatementOpened>().ToList();
        var closed = items.OfType<StatementClosed>().ToList();
        Assert.Equal(31, opened.Count);
        Assert.All(closed, statement => Assert.True(statement.Ties));
        for (var i = 1; i < opened.Count; i++)
        {
            Assert.Empty(StatementChain.Judge(new StatementPast(IsFileKnown: false, IsAccountKnown: true, StatementLink.Of(opened[i - 1], closed[i - 1])), opened[i]));
        }
        var first = items.Lines()[0];
        Assert.Equal((-6_500L, "NOVB", "NL47INGB9999999999", "hr gjlm paulissen"), (first.SignedMinor, first.TypeCode, first.CustomerReference, first.BankText));
        Assert.Equal("NL47INGB9999999999 hr gjlm paulissen Betaling sieraden", Words(first.Remittance));

        var spaced = await Given.ReadAsync(await File.ReadAllBytesAsync(SharedData.PathOf($"{Folder}/ASNB/mt940_with_spaces_for_entry_date.txt")), Options);
        Assert.Equal(items.Lines(), spaced.Lines());
    }

    [DataFact($"{Folder}/citi/mt940.txt")]
    public async Task A_statement_with_blanks_for_entry_dates_and_lines_of_nothing_ties()
    {
        var items = await Given.ReadAsync(await File.ReadAllBytesAsync(SharedData.PathOf($"{Folder}/citi/mt940.txt")), Options);
        Assert.Empty(items.Findings());
        Assert.Equal([-21_239, -36_928, 0, 0, -56_108], items.Lines().Select(line => line.SignedMinor));
        Assert.Equal("/ABC/DEF/C 37897,00 BAI CD 025", items.Lines()[2].BankText);
        Assert.True(items.OfType<StatementClosed>().Single().Ties);
    }

    [DataFact($"{Folder}/betterplace/sepa_mt9401.sta")]
    public async Task A_message_that_does_not_tie_is_told_so_and_no_other()
    {
        var untied = new Dictionary<string, int>();
        foreach (var path in Directory.GetFiles(SharedData.PathOf(Folder), "*.sta", SearchOption.AllDirectories))
        {
            var items = await Given.ReadAsync(await File.ReadAllBytesAsync(path), Options);
            var closed = items.OfType<StatementClosed>().Where(statement => statement.Closing is not null && Head(items, statement).Opening is not null).ToList();
            var count = closed.Count(statement => !statement.Ties);
            Assert.Equal(count, items.Findings().Count(finding => finding.Rule == "foot-closing"));
            if (count > 0) untied[Path.GetFileName(path)] = count;
        }
        Assert.Equal(Untied.OrderBy(file => file.Key), untied.OrderBy(file => file.Key));
    }

    // Added up by hand: two have lines left out, and in the third a credit of 300.00 became a debit of 0.08 when it was made a sample.
    private static readonly Dictionary<string, int> Untied = new() { ["with_newline_in_tnr.sta"] = 1, ["sepa_snippet_broken.sta"] = 1, ["sepa_snippet.sta"] = 1 };

    private static void CompareHead(string name, YamlMappingNode data, IReadOnlyList<StatementItem> items)
    {
        foreach (var (key, node) in data.Children)
        {
            // Their decoding of a file with several messages keeps what the last one said of each.
            var heads = items.OfType<StatementOpened>().Reverse().ToList();
            var ends = items.OfType<StatementClosed>().Reverse().ToList();
            switch (Text(key))
            {
                case "transaction_reference":
                    Assert.Equal(Text(node), heads.First(head => head.Id is not null).Id);
                    break;
                case "account_identification":
                    if (name != "sepa_snippet_broken") Assert.Equal(Text(node), heads.First(head => head.Account.Length > 0).Account);
                    break;
                case "statement_number":
                    Assert.Equal(Number(node), heads.First(head => head.Number is not null).Number);
                    break;
                case "sequence_number":
                    Assert.Equal(Number(node), heads.First(head => head.PageNumber is not null).PageNumber);
                    break;
                case "final_opening_balance" or "intermediate_opening_balance":
                    Compare(node, heads.First(head => head.Opening is not null && head.IsContinuation == Text(key)!.StartsWith("inter", StringComparison.Ordinal)).Opening!);
                    break;
                case "final_closing_balance" or "intermediate_closing_balance":
                    Compare(node, ends.First(end => end.Closing is not null && end.IsContinued == Text(key)!.StartsWith("inter", StringComparison.Ordinal)).Closing!);
                    break;
                case "available_balance":
                    Compare(node, ends.SelectMany(end => end.FurtherBalances).First(balance => balance.Code == "CLAV"));
                    break;
                case "sum_credit_entries":
                    Compare(node, ends.First().Summary.Credits);
                    break;
                case "sum_debit_entries":
                    Compare(node, ends.First().Summary.Debits);
                    break;
                default:
                    Assert.Contains(Text(key), (string[])["c_floor_limit", "d_floor_limit", "date"]);
                    break;
            }
        }
    }

    private static void Compare(YamlNode node, StatementBalance balance)
    {
        var map = (YamlMappingNode)node;
        Assert.Equal(Money(map, balance.Asset), balance.AmountMinor);
        Assert.Equal(Date(map, "date"), balance.Date);
    }

    private static void Compare(YamlNode node, StatementSummary.Total total)
    {
        var map = (YamlMappingNode)node;
        Assert.Equal(Text(map, "number"), total.Count?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((long)(decimal.Parse(DecimalText(map), CultureInfo.InvariantCulture) * 100), total.SumMinor);
    }

    private static int CompareLines(string name, YamlMappingNode expected, IReadOnlyList<StatementItem> items)
    {
        var theirs = ((YamlSequenceNode)expected.Children[new YamlScalarNode("transactions")]).Children.Select(node => Map((YamlMappingNode)node, "data")!)
            .Where(data => data.Children.ContainsKey(new YamlScalarNode("amount"))).ToList();
        var ours = items.Lines();
        Assert.True(theirs.Count == ours.Count, $"{name}: {theirs.Count} lines expected, {ours.Count} read\n{items.Findings().Describe()}");
        for (var i = 0; i < ours.Count; i++) Compare(theirs[i], ours[i]);
        return ours.Count;
    }

    private static void Compare(YamlMappingNode data, StatementLine line)
    {
        // They give the amount of a reversal the sign of the mark that it takes back; here it has its own.
        Assert.Equal(Math.Abs(Money(Map(data, "amount")!, line.Asset)), line.AmountMinor);
        Assert.Equal(Text(data, "status") is "C" or "RD" ? Direction.Credit : Direction.Debit, line.Direction);
        Assert.Equal(Text(data, "status")![0] == 'R', line.IsReversal);
        Assert.Equal(Text(data, "currency") ?? line.Asset.ToString(), line.Asset.ToString());
        Assert.Equal(Date(data, "date"), line.ValueOn);
        if (Date(data, "entry_date") is { } booked) Assert.Equal(booked, line.BookedOn);
        Assert.Equal(Text(data, "id"), line.TypeCode);
        Assert.Equal(Text(data, "bank_reference"), line.BankReference);
        // Theirs forgets the reference of field 61 where field 86 has others, and joins it with that of field 86 where it has one, which
        // alone is meant then; NONREF is none here.
        if (Text(data, "customer_reference")?.Split('\n')[^1].Trim() is { } reference) Assert.Equal(reference == "NONREF" ? null : reference, line.CustomerReference);
        Assert.Equal(Words(Text(data, "posting_text") ?? Text(data, "extra_details")), Words(line.BankText));
        Assert.Equal(Words(Text(data, "applicant_name")), Words(line.CounterpartyName));
        Assert.Equal(Text(data, "applicant_iban"), line.CounterpartyAccount);
        Assert.Equal(Words(Text(data, "end_to_end_reference")), Words(line.EndToEndId));
        Assert.Equal(Words(Text(data, "transaction_details") ?? Text(data, "purpose") + Text(data, "additional_purpose")), Words(line.Remittance));
    }

    private static StatementOpened Head(IReadOnlyList<StatementItem> items, StatementClosed closed) => items.OfType<StatementOpened>().Single(opened => opened.Ordinal == closed.Ordinal);

    private static string Words(string? text) => string.Join(' ', (text ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static YamlMappingNode Load(string path)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(path);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static YamlMappingNode? Map(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node as YamlMappingNode : null;

    private static string? Text(YamlNode node) => node is YamlScalarNode { Value: not "null" } scalar ? scalar.Value : null;

    private static string? Text(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? Text(node) : null;

    private static long Number(YamlNode node) => long.Parse(Text(node)!, CultureInfo.InvariantCulture);

    private static long Money(YamlMappingNode holder, Asset asset)
    {
        var amount = Map(holder, "amount") ?? holder;
        Assert.Equal(Text(amount, "currency") ?? asset.ToString(), asset.ToString());
        return (long)(decimal.Parse(DecimalText(amount), CultureInfo.InvariantCulture) * 100);
    }

    // A Python decimal: its constructor's one argument.
    private static string DecimalText(YamlMappingNode amount) => Text(((YamlSequenceNode)amount.Children[new YamlScalarNode("amount")]).Children[0])!;

    // A Python date: two bytes of year, one of month, one of day.
    private static DateOnly? Date(YamlMappingNode holder, string key)
    {
        if (!holder.Children.TryGetValue(new YamlScalarNode(key), out var node)) return null;
        var bytes = Convert.FromBase64String(Text(((YamlSequenceNode)node).Children[0])!.Trim());
        return new DateOnly((bytes[0] << 8) | bytes[1], bytes[2], bytes[3]);
    }
}
