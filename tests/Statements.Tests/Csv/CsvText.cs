namespace Granary.Statements.Tests.Csv;

public sealed class CsvText
{
    [Fact]
    public async Task A_cell_in_quotation_marks_may_hold_commas_quotation_marks_and_line_ends()
    {
        var items = await Given.ReadAsync(Given.Csv.With("\"rent, \"\"of\"\" November\"", "\"rent,\n\"\"of\"\"\r\nNovember\""));
        Assert.Empty(items.Findings());
        Assert.Equal("rent, \"of\" November", items.Lines()[0].Remittance);
        Assert.Equal([4, 7], items.Lines().Select(line => line.LineNumber));
    }

    [Fact]
    public async Task Columns_may_come_in_any_order_and_optional_ones_may_be_missing()
    {
        var items = await Given.ReadAsync(
            """
            statement-columns,number,closing_date,closing,opening_date,opening,currency,account
            statement,,2026-11-11,-0.50,2026-11-10,-1,CNY,6222
            line-columns,direction,amount,booked
            line,CRDT,0.5,2026-11-11
            """);
        Assert.True(items.Findings().Count == 0, items.Findings().Describe());
        var opened = items.OfType<StatementOpened>().Single();
        Assert.Equal(("6222", (long?)null, -100L), (opened.Account, opened.Number, opened.Opening!.AmountMinor));
        Assert.True(items.OfType<StatementClosed>().Single().Ties);
    }

    [Fact]
    public async Task Blank_lines_are_nothing()
    {
        var items = await Given.ReadAsync(Given.Csv.Replace("\n", "\n\n", StringComparison.Ordinal));
        Assert.Empty(items.Findings());
        Assert.Equal(2, items.Lines().Count);
    }

    [Fact]
    public async Task A_quotation_mark_that_is_never_closed_costs_its_row_and_not_the_hundred_after_it()
    {
        var more = string.Concat(Enumerable.Range(0, 100).Select(i => $"line,2026-11-11,,0.00,CRDT,,,M-{i},,,,,,,\n"));
        var items = await Given.ReadAsync(Given.Csv.With("FEE", "\"FEE") + more);
        Assert.Equal(101, items.Lines().Count);
        Assert.Single(items.Findings(), finding => finding is { Rule: "csv-quote", LineNumber: 5 });
    }

    [Fact]
    public async Task Two_statements_in_one_file_are_two_statements()
    {
        var items = await Given.ReadAsync(Given.Csv + Given.Csv.With(",17,", ",18,").With("B-1", "B-3").With("B-2", "B-4"));
        Assert.Equal([1, 1, 2, 2], items.Lines().Select(line => line.Ordinal));
        Assert.All(items.OfType<StatementClosed>(), closed => Assert.True(closed.Ties));
    }

    [Fact]
    public async Task Pending_lines_are_not_in_the_balance()
    {
        var items = await Given.ReadAsync(Given.Csv.With(",2,349.50,1,300.00,1,49.50", ",,,,,,") + "line,2026-11-20,,7.00,CRDT,PDNG,,B-3,,,,,,,\n");
        Assert.True(items.Findings().Count == 0, items.Findings().Describe());
        Assert.Equal(LineStatus.Pending, items.Lines()[2].Status);
        Assert.True(items.OfType<StatementClosed>().Single().Ties);
    }
}
