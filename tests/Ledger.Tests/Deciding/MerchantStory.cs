using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>A payment as its merchant lives it: pending, confirmed, refunded, settled.</summary>
public sealed class MerchantStory
{
    private static readonly FeeSchedule OnePercent = new(FlatMinor: 0, RateBasisPoints: 100);
    private MerchantState state = MerchantState.Empty with { Status = OwnerStatus.Open, Fee = OnePercent };
    private ImmutableArray<Entry> history = [];
    private long nowMs = Given.Shanghai(2026, 11, 11, 20, 0);
    private long sequence;

    [Fact]
    public void Unconfirmed_money_is_settled_on_the_tenth_day_and_not_before()
    {
        Receive("payment", 10_000);
        nowMs = Given.Shanghai(2026, 11, 20, 23, 59, 59);
        Assert.Equal(Outcome.NothingToSettle, Decide(Settle()).Outcome);

        nowMs = Given.Shanghai(2026, 11, 21);
        var settled = Do(Settle());
        Assert.Equal(
            [
                new Transfer(Pocket.Pending, Given.Shop, Pocket.Cash, Asset.Cny, 9_900),
                new Transfer(Pocket.Pending, OwnerId.Platform, Pocket.Fees, Asset.Cny, 100),
            ],
            settled.Transfers.AsEnumerable());
        Assert.Equal(new DateOnly(2026, 11, 21), ((MerchantEvent.Settled)settled.Event).BusinessDate);
        Assert.Equal((9_900L, 0L), CashAndPending);
        Assert.Equal(Outcome.NothingToSettle, Decide(Settle()).Outcome);
    }

    [Fact]
    public void Confirmed_money_is_settled_on_the_next_business_date_and_not_before()
    {
        Receive("payment", 10_000);
        Do(Confirm("payment"));
        nowMs = Given.Shanghai(2026, 11, 11, 23, 59, 59);
        Assert.Equal(Outcome.NothingToSettle, Decide(Settle()).Outcome);

        nowMs = Given.Shanghai(2026, 11, 12);
        Do(Settle());
        Assert.Equal((9_900L, 0L), CashAndPending);
        Assert.Equal(Outcome.ReceiptAlreadyConfirmed, Decide(Confirm("payment")).Outcome);
    }

    [Fact]
    public void A_settlement_asked_for_an_earlier_date_pays_what_was_due_then()
    {
        Receive("first", 1_000);
        Do(Confirm("first"));
        nowMs = Given.Shanghai(2026, 11, 12, 9);
        Receive("second", 500);
        Do(Confirm("second"));
        nowMs = Given.Shanghai(2026, 11, 13, 9);
        Do(Settle(new DateOnly(2026, 11, 12)));
        Assert.Equal((990L, 500L), CashAndPending);
        Do(Settle());
        Assert.Equal((1_485L, 0L), CashAndPending);
    }

    [Fact]
    public void Every_payments_fee_is_rounded_by_itself_and_survives_the_settlement()
    {
        for (var i = 0; i < 3; i++) Receive($"payment-{i}", 101);
        nowMs = Given.Shanghai(2026, 12, 1);
        var settled = (MerchantEvent.Settled)Do(Settle()).Event;
        Assert.Equal(new SettledAsset(Asset.Cny, GrossMinor: 303, FeeMinor: 6, PaymentCount: 3), Assert.Single(settled.Paid));
    }

    [Fact]
    public void Each_currency_is_settled_in_a_line_of_its_own()
    {
        Receive("yuan", 1_000);
        Receive("koruna", 2_000, new Asset(203));
        nowMs = Given.Shanghai(2026, 12, 1);
        var settled = (MerchantEvent.Settled)Do(Settle()).Event;
        Assert.Equal([(156, 1_000L), (203, 2_000L)], settled.Paid.Select(line => (line.Asset.Code, line.GrossMinor)));
    }

    [Fact]
    public void Refunds_never_add_up_to_more_than_was_paid()
    {
        Receive("payment", 1_000);
        Do(Refund("payment", 400));
        Do(Refund("payment", 599));
        Assert.Equal(Outcome.ExceedsPayment, Decide(Refund("payment", 2)).Outcome);
        Do(Refund("payment", 1));
        Assert.Equal(Outcome.PaymentFullyRefunded, Decide(Refund("payment", 1)).Outcome);
        Assert.Equal((0L, 0L), CashAndPending);
        Assert.Equal(0, state.Pending.Days.Sum(day => day.FeeMinor));
        nowMs = Given.Shanghai(2026, 12, 1);
        Assert.Equal(Outcome.NothingToSettle, Decide(Settle()).Outcome);
    }

    [Fact]
    public void A_refund_after_the_confirmation_is_taken_from_what_waits_for_settlement()
    {
        Receive("payment", 1_000);
        Do(Confirm("payment"));
        var refund = Do(Refund("payment", 300));
        Assert.Equal(new Transfer(Pocket.Pending, Given.Alice, Pocket.Cash, Asset.Cny, 300), Assert.Single(refund.Transfers));
        nowMs = Given.Shanghai(2026, 11, 12);
        Do(Settle());
        Assert.Equal((693L, 0L), CashAndPending);
    }

    [Fact]
    public void A_refund_after_the_settlement_is_taken_from_cash_and_the_fee_is_not_given_back()
    {
        Receive("payment", 1_000);
        nowMs = Given.Shanghai(2026, 11, 21);
        Do(Settle());
        Assert.Equal(Outcome.InsufficientFunds, Decide(Refund("payment", 1_000)).Outcome);
        var refund = Do(Refund("payment", 990));
        Assert.Equal(new Transfer(Pocket.Cash, Given.Alice, Pocket.Cash, Asset.Cny, 990), Assert.Single(refund.Transfers));
        Assert.Equal(new MerchantEvent.PaymentRefunded(Given.Id("payment"), From: null, FeeCutMinor: 0, RefundedMinor: 990), refund.Event);
    }

    [Fact]
    public void A_share_of_a_cart_is_confirmed_and_refunded_by_its_own_seller_only()
    {
        Receive("cart", 1_000, other: 5_000);
        Assert.Equal(Outcome.ExceedsPayment, Decide(Refund("cart", 1_001)).Outcome);
        Do(Refund("cart", 1_000));
        Assert.Equal(Outcome.PaymentFullyRefunded, Decide(Confirm("cart")).Outcome);
    }

    [Fact]
    public void A_credit_that_comes_after_its_day_was_settled_waits_for_the_next_settlement_also_after_a_reload()
    {
        Receive("seen", 1_000);
        var late = Paid("late", 700, Asset.Cny, other: 0);
        nowMs = Given.Shanghai(2026, 11, 21);
        var settled = Do(Settle());
        var live = state.Apply(Given.CreditsTo(Given.Shop, late).Single());

        // A reload folds all credits first.
        var opened = MerchantState.Empty with { Status = OwnerStatus.Open, Fee = OnePercent };
        var reloaded = opened.Apply(Given.CreditsTo(Given.Shop, late).Single())
            .Apply(Given.CreditsTo(Given.Shop, history[0]).Single()).Apply(settled);
        Assert.Equal(live.Pending.Days.AsEnumerable(), reloaded.Pending.Days);
        Assert.Equal(live.Balances.Accounts.AsEnumerable(), reloaded.Balances.Accounts);

        state = reloaded;
        nowMs = Given.Shanghai(2026, 11, 22);
        Do(Settle());
        Assert.Equal((990L + 693L, 0L), CashAndPending);
    }

    private (long CashMinor, long PendingMinor) CashAndPending => (state.Balances.Of(Pocket.Cash, Asset.Cny), state.Balances.Of(Pocket.Pending, Asset.Cny));

    private static MerchantCommand.Settle Settle(DateOnly? businessDate = null) => new(Given.Id("settle"), Given.RequestHash, businessDate);

    private static MerchantCommand.ConfirmReceipt Confirm(string payment) => new(Given.Id($"confirm-{payment}"), Given.RequestHash, Given.Id(payment));

    private static MerchantCommand.Refund Refund(string payment, long amountMinor) =>
        new(Given.Id($"refund-{amountMinor}"), Given.RequestHash, Given.Id(payment), amountMinor);

    private void Receive(string payment, long amountMinor, Asset? asset = null, long other = 0)
    {
        var paid = Paid(payment, amountMinor, asset ?? Asset.Cny, other);
        history = history.Add(paid);
        foreach (var credit in Given.CreditsTo(Given.Shop, paid)) state = state.Apply(credit);
    }

    private Entry Paid(string payment, long amountMinor, Asset asset, long other)
    {
        ImmutableArray<Transfer> transfers = [new Transfer(Pocket.Cash, Given.Shop, Pocket.Pending, asset, amountMinor)];
        if (other > 0) transfers = transfers.Insert(0, new Transfer(Pocket.Cash, Given.OtherShop, Pocket.Pending, asset, other));
        return new Entry(
            Given.Alice, Sequence: 1, Given.Id(payment), Given.RequestHash, nowMs, new UserEvent.PaymentMade(Scene.Mall, payment, CashAfterMinor: 0), transfers);
    }

    private Decision Decide(MerchantCommand command) =>
        MerchantDecider.Decide(Given.Shop, state, command, Facts.At(nowMs) with { History = About(command) });

    // What the journal answers to "everything about this payment".
    private ImmutableArray<Entry> About(MerchantCommand command) =>
        [.. history.Where(entry => entry.CommandId == command.Subject || (command.Subject != Guid.Empty && entry.Event.Subject == command.Subject))];

    private Entry Do(MerchantCommand command)
    {
        (var entry, state) = Given.Carried(Given.Shop, state, command, Decide(command), nowMs, ++sequence);
        history = history.Add(entry);
        return entry;
    }
}
