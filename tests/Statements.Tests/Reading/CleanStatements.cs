namespace Granary.Statements.Tests;

/// <summary>The same two bookings in each format are the same two lines.</summary>
public sealed class CleanStatements
{
    public static TheoryData<StatementFormat> Formats { get; } = [StatementFormat.Camt053V04, StatementFormat.Mt940, StatementFormat.Csv];

    [Theory, MemberData(nameof(Formats))]
    public async Task A_statement_that_is_right_has_no_findings_and_ties(StatementFormat format)
    {
        var items = await Given.ReadAsync(TextOf(format));
        Assert.True(items.Findings().Count == 0, items.Findings().Describe());
        Assert.Equal([typeof(StatementOpened), typeof(StatementLine), typeof(StatementLine), typeof(StatementClosed)], items.Select(item => item.GetType()));
        Assert.True(((StatementClosed)items[3]).Ties);
        Assert.All(items, item => Assert.Equal(1, item.Ordinal));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task The_head_says_whose_statement_it_is(StatementFormat format)
    {
        var opened = Assert.IsType<StatementOpened>((await Given.ReadAsync(TextOf(format)))[0]);
        Assert.Equal(format, opened.Format);
        Assert.Equal(("6222000011112222", Asset.Cny, "S-17", 17L), (opened.Account, opened.Asset, opened.Id, opened.Number));
        Assert.Equal(("OPBD", 100_000L, Asset.Cny, new DateOnly(2026, 11, 10)), (opened.Opening!.Code, opened.Opening.AmountMinor, opened.Opening.Asset, opened.Opening.Date));
        if (format == StatementFormat.Mt940) return;
        Assert.Equal(new DateTimeOffset(2026, 11, 12, 0, 30, 0, TimeSpan.FromHours(8)), opened.CreatedAt);
        Assert.Equal((new DateOnly(2026, 11, 11), new DateOnly(2026, 11, 11)), (opened.From, opened.To));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_line_says_what_was_booked_when_and_for_whom(StatementFormat format)
    {
        var lines = (await Given.ReadAsync(TextOf(format))).Lines();
        var credit = lines[0];
        Assert.Equal((new DateOnly(2026, 11, 11), new DateOnly(2026, 11, 12)), (credit.BookedOn, credit.ValueOn));
        Assert.Equal((30_000L, 30_000L, Direction.Credit, Asset.Cny), (credit.AmountMinor, credit.SignedMinor, credit.Direction, credit.Asset));
        Assert.Equal((LineStatus.Booked, false), (credit.Status, credit.IsReversal));
        Assert.Equal(("B-1", "E-1", "P-1"), (credit.BankReference, credit.EndToEndId, credit.CustomerReference));
        Assert.Equal("6222999988887777", credit.CounterpartyAccount);
        Assert.Equal(format == StatementFormat.Mt940 ? "Wang Xiaoming" : "王小明", credit.CounterpartyName);
        Assert.Equal(format == StatementFormat.Csv ? "rent, \"of\" November" : "rent of November", credit.Remittance);
        Assert.Equal(format == StatementFormat.Mt940 ? null : "I-1", credit.InstructionId);
        var debit = lines[1];
        Assert.Equal((new DateOnly(2026, 11, 11), 4_950L, -4_950L, Direction.Debit, "B-2"), (debit.BookedOn, debit.AmountMinor, debit.SignedMinor, debit.Direction, debit.BankReference));
        Assert.Null(debit.EndToEndId);
        Assert.Null(debit.CustomerReference);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task The_end_has_the_closing_balance_and_what_the_bank_counted(StatementFormat format)
    {
        var closed = Assert.IsType<StatementClosed>((await Given.ReadAsync(TextOf(format)))[^1]);
        Assert.Equal((125_050L, new DateOnly(2026, 11, 11), 2, 0), (closed.Closing!.AmountMinor, closed.Closing.Date, closed.LineCount, closed.RejectedCount));
        if (format == StatementFormat.Mt940) Assert.Equal(("CLAV", 120_050L), (closed.FurtherBalances.Single().Code, closed.FurtherBalances.Single().AmountMinor));
        else Assert.Equal((new(2, 34_950), new(1, 30_000), new StatementSummary.Total(1, 4_950)), (closed.Summary.All, closed.Summary.Credits, closed.Summary.Debits));
    }

    // XML Schema allows it; the platform's own validator does not, so it is not in the statement that is held against the schemas.
    [Fact]
    public async Task The_end_of_a_day_may_be_written_as_24_hours()
    {
        var items = await Given.ReadAsync(Given.Camt.With("T23:59:59+08:00", "T24:00:00+08:00"));
        Assert.Empty(items.Findings());
        Assert.Equal(new DateOnly(2026, 11, 11), ((StatementOpened)items[0]).To);
    }

    [Fact]
    public async Task A_line_knows_where_in_the_file_it_stands()
    {
        Assert.Equal([18, 29], (await Given.ReadAsync(Given.Camt)).Lines().Select(line => line.LineNumber));
        Assert.Equal([5, 8], (await Given.ReadAsync(Given.Mt940)).Lines().Select(line => line.LineNumber));
        Assert.Equal([4, 5], (await Given.ReadAsync(Given.Csv)).Lines().Select(line => line.LineNumber));
    }

    internal static string TextOf(StatementFormat format) => format switch
    {
        StatementFormat.Mt940 => Given.Mt940,
        StatementFormat.Csv => Given.Csv,
        StatementFormat.Camt053V02 or StatementFormat.Camt053V03 or StatementFormat.Camt053V04 or StatementFormat.Camt053V08 => Given.Camt,
    };
}
