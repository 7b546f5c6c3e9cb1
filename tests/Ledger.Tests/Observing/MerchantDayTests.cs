namespace Granary.Ledger.Tests.Observing;

public sealed class MerchantDayTests
{
    private static readonly DateOnly SingleDay = new(2026, 11, 11);

    [Fact]
    public void A_day_counts_sales_refunds_and_each_payer_once()
    {
        var day = new MerchantDay();
        foreach (var entry in (Entry[])[Sale(Given.Alice, 100), Sale(Given.Alice, 50), Sale(Given.Bob, 25), Capture(Given.Bob, 5), Refund(30)]) day.Apply(Given.Shop, entry);

        var flow = MerchantDay.Sum(SingleDay, [MerchantDay.FromJson(day.ToJson())]);

        Assert.Equal((SingleDay, 2L), (flow.Date, flow.PayerCount));
        Assert.Equal(new MerchantTurnover(Asset.Cny, SaleCount: 4, SalesMinor: 180, RefundCount: 1, RefundsMinor: 30), Assert.Single(flow.Turnovers));
    }

    [Fact]
    public void A_cart_with_two_lines_of_one_seller_is_one_sale_of_it_and_none_of_the_platform()
    {
        var cart = new Entry(
            Given.Alice, 1, Given.Id(1), Given.RequestHash, Given.Noon, new UserEvent.PaymentMade(Scene.Mall, null, 0),
            [Line(Given.Shop, 30), Line(Given.OtherShop, 12), Line(Given.Shop, 8), Line(OwnerId.Platform, 1)]);
        var day = new MerchantDay();
        day.Apply(Given.Shop, cart);

        Assert.Equal([Given.Shop, Given.OtherShop], MerchantDay.MerchantsOf(cart));
        Assert.Equal((1L, (Int128)38), (MerchantDay.Sum(SingleDay, [day]).Turnovers[0].SaleCount, MerchantDay.Sum(SingleDay, [day]).Turnovers[0].SalesMinor));
    }

    [Fact]
    public void Parts_of_several_partitions_add_up_by_currency()
    {
        var (one, other) = (new MerchantDay(), new MerchantDay());
        one.Apply(Given.Shop, Sale(Given.Alice, 100));
        other.Apply(Given.Shop, Sale(Given.Bob, 7, new Asset(840)));
        other.Apply(Given.Shop, Sale(Given.Bob, 9));

        var flow = MerchantDay.Sum(SingleDay, [one, other]);

        Assert.Equal(["CNY 2 109", "USD 1 7"], flow.Turnovers.Select(turnover => $"{turnover.Asset} {turnover.SaleCount} {turnover.SalesMinor}"));
        Assert.Equal(2, flow.PayerCount);
    }

    [Fact]
    public void Payers_of_any_number_come_back_from_their_bytes()
    {
        var random = new Random(11);
        var payers = Enumerable.Range(0, 10_000).Select(_ => new OwnerId(OwnerKind.User, random.NextInt64(OwnerId.NumberMax + 1)))
            .Append(new OwnerId(OwnerKind.User, 0)).Append(new OwnerId(OwnerKind.User, OwnerId.NumberMax)).ToHashSet();

        var day = new MerchantDay();
        foreach (var payer in payers) day.Apply(Given.Shop, Sale(payer, 1));
        var again = MerchantDay.FromJson(day.ToJson());
        foreach (var payer in payers) again.Apply(Given.Shop, Sale(payer, 1));

        Assert.Equal(payers.Count, MerchantDay.Sum(SingleDay, [again]).PayerCount);
    }

    [Fact]
    public void Entries_that_move_no_goods_are_nobodys_sale() => Assert.Empty(MerchantDay.MerchantsOf(new Entry(
        Given.Alice, 1, Given.Id(1), Given.RequestHash, Given.Noon, new UserEvent.TransferMade(null, 0), [new Transfer(Pocket.Cash, Given.Bob, Pocket.Cash, Asset.Cny, 5)])));

    private static Entry Sale(OwnerId payer, long amountMinor, Asset? asset = null) => new(
        payer, 1, Given.Id(1), Given.RequestHash, Given.Noon, new UserEvent.PaymentMade(Scene.Mall, null, 0),
        [new Transfer(Pocket.Cash, Given.Shop, Pocket.Pending, asset ?? Asset.Cny, amountMinor)]);

    private static Entry Capture(OwnerId payer, long amountMinor) => new(
        payer, 1, Given.Id(1), Given.RequestHash, Given.Noon, new UserEvent.HoldCaptured(Given.Id(2), Scene.Mall, null, 0, 0),
        [new Transfer(Pocket.Held, Given.Shop, Pocket.Pending, Asset.Cny, amountMinor), new Transfer(Pocket.Held, payer, Pocket.Cash, Asset.Cny, 3)]);

    private static Entry Refund(long amountMinor) => new(
        Given.Shop, 1, Given.Id(1), Given.RequestHash, Given.Noon, new MerchantEvent.PaymentRefunded(Given.Id(2), null, 0, amountMinor),
        [new Transfer(Pocket.Pending, Given.Alice, Pocket.Cash, Asset.Cny, amountMinor)]);

    private static Transfer Line(OwnerId payee, long amountMinor) => new(Pocket.Cash, payee, Pocket.Pending, Asset.Cny, amountMinor);
}
