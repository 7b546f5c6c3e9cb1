namespace Granary.Statements.Tests;

public sealed class ChainOfStatements
{
    private static readonly StatementLink Last = new(Asset.Cny, Number: 17, PageNumber: 1, ClosesStatement: true, Balance("CLBD", 125_050, new(2026, 11, 11)));
    private static readonly StatementPast Past = new(IsFileKnown: false, IsAccountKnown: true, Last);
    private static readonly StatementOpened Next = Opened(number: 18, page: null, openingMinor: 125_050, new(2026, 11, 11));

    [Fact]
    public void The_next_number_that_opens_with_the_last_closing_balance_continues_it() => Assert.Empty(StatementChain.Judge(Past, Next));

    [Fact]
    public void The_first_statement_of_an_account_continues_nothing() => Assert.Empty(StatementChain.Judge(Past with { Previous = null }, Next with { Number = 1 }));

    [Fact]
    public void The_same_bytes_again_are_a_duplicate_whatever_the_file_is_called() => Rule("chain-file-duplicate", Past with { IsFileKnown = true }, Next);

    [Fact]
    public void An_account_that_nobody_knows_is_refused() => Rule("chain-account-unknown", Past with { IsAccountKnown = false }, Next);

    [Fact]
    public void An_account_does_not_change_its_currency() =>
        Rule("chain-currency", Past, Next with { Asset = new Asset(840), Opening = Next.Opening! with { Asset = new Asset(840) } });

    [Fact]
    public void A_number_left_out_is_a_gap() => Rule("chain-gap", Past, Next with { Number = 19 });

    [Theory, InlineData(17), InlineData(16), InlineData(1)]
    public void A_number_that_was_there_is_a_repeat(long number) => Rule("chain-repeat", Past, Next with { Number = number });

    [Fact]
    public void No_number_is_a_warning()
    {
        Assert.Equal(FindingSeverity.Warning, Rule("chain-number-missing", Past, Next with { Number = null }).Severity);
        Rule("chain-number-missing", Past with { Previous = Last with { Number = null } }, Next);
        Rule("chain-number-missing", Past with { Previous = null }, Next with { Number = null });
    }

    [Fact]
    public void An_opening_balance_a_cent_off_is_reported_with_both_amounts()
    {
        var finding = Rule("chain-opening", Past, Opened(number: 18, page: null, openingMinor: 125_051, new(2026, 11, 11)));
        Assert.Equal("opens with 1250.51 CNY, the statement before closed with 1250.50 CNY", finding.Found);
    }

    [Fact]
    public void Pages_of_one_number_follow_one_another()
    {
        var page = Past with { Previous = Last with { ClosesStatement = false } };
        Assert.Empty(StatementChain.Judge(page, Opened(number: 17, page: 2, openingMinor: 125_050, new(2026, 11, 11))));
        Rule("chain-gap", page, Opened(number: 17, page: 3, openingMinor: 125_050, new(2026, 11, 11)));
        Rule("chain-repeat", page, Opened(number: 17, page: 1, openingMinor: 125_050, new(2026, 11, 11)));
        Rule("chain-gap", page, Opened(number: 18, page: 1, openingMinor: 125_050, new(2026, 11, 11)));
    }

    [Fact]
    public void A_new_year_may_begin_with_number_one_again()
    {
        var december = Past with { Previous = Last with { Closing = Last.Closing! with { Date = new(2026, 12, 31) } } };
        Assert.Empty(StatementChain.Judge(december, Opened(number: 1, page: 1, openingMinor: 125_050, new(2026, 12, 31))));
        Rule("chain-gap", december, Opened(number: 2, page: 1, openingMinor: 125_050, new(2026, 12, 31)) with { Number = 20 });
    }

    [Fact]
    public async Task What_is_remembered_of_a_statement_is_where_it_ended()
    {
        var items = await Given.ReadAsync(Given.Mt940);
        var link = StatementLink.Of(items.OfType<StatementOpened>().Single(), items.OfType<StatementClosed>().Single());
        Assert.Equal((Asset.Cny, 17L, 1L, true, 125_050L), (link.Asset, link.Number, link.PageNumber, link.ClosesStatement, link.Closing!.AmountMinor));
    }

    private static Finding Rule(string rule, StatementPast past, StatementOpened opened)
    {
        var finding = Assert.Single(StatementChain.Judge(past, opened));
        Assert.Equal(rule, finding.Rule);
        Assert.Equal(opened.Ordinal, finding.Ordinal);
        Assert.NotEmpty(finding.Fix);
        return finding;
    }

    private static StatementOpened Opened(long number, long? page, long openingMinor, DateOnly date) => new()
    {
        Ordinal = 1,
        Format = StatementFormat.Csv,
        Account = "6222000011112222",
        Asset = Asset.Cny,
        Number = number,
        PageNumber = page,
        Opening = Balance("OPBD", openingMinor, date),
    };

    private static StatementBalance Balance(string code, long minor, DateOnly date) => new(code, minor, Asset.Cny, date, LineNumber: 1);
}
