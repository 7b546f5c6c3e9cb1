using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>What an accepted command of a user writes, and what the user has after it.</summary>
public sealed class PaymentStory
{
    [Fact]
    public void A_payment_credits_every_payee_in_one_entry_and_remembers_the_cash_that_is_left()
    {
        var pay = Pay(new Share(Given.Shop, 700), new Share(OwnerId.Platform, 20), new Share(Given.Insurer, 30));
        var (entry, after) = Carried(Given.User(cashMinor: 1_000), pay);

        Assert.Equal(
            [
                new Transfer(Pocket.Cash, Given.Shop, Pocket.Pending, Asset.Cny, 700),
                new Transfer(Pocket.Cash, OwnerId.Platform, Pocket.Fees, Asset.Cny, 20),
                new Transfer(Pocket.Cash, Given.Insurer, Pocket.Premiums, Asset.Cny, 30),
            ],
            entry.Transfers.AsEnumerable());
        Assert.Equal(new UserEvent.PaymentMade(Scene.Mall, "order-1", CashAfterMinor: 250), entry.Event);
        Assert.Equal(250, after.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public void A_payee_named_twice_gets_one_credit_so_that_one_fee_is_rounded_once()
    {
        var pay = Pay(new Share(Given.Shop, 3), new Share(Given.OtherShop, 5), new Share(Given.Shop, 4));
        var (entry, _) = Carried(Given.User(cashMinor: 12), pay);
        Assert.Equal([(Given.Shop, 7L), (Given.OtherShop, 5L)], entry.Transfers.Select(transfer => (transfer.CreditOwner, transfer.AmountMinor)));
    }

    [Fact]
    public void As_many_shares_as_the_limit_are_paid_to_the_last_cent()
    {
        var shares = Enumerable.Range(1, Limits.SharesMax).Select(i => new Share(new OwnerId(OwnerKind.Merchant, i), i)).ToImmutableArray();
        var totalMinor = shares.Sum(share => share.AmountMinor);
        var (entry, after) = Carried(Given.User(totalMinor), Pay([.. shares]));
        Assert.Equal(totalMinor, entry.Transfers.Sum(transfer => transfer.AmountMinor));
        Assert.True(after.Balances.AreZero);
    }

    [Fact]
    public void Of_several_unpayable_payees_the_smallest_number_answers_whatever_their_order()
    {
        ImmutableArray<(OwnerId, OwnerStatus)> payees = [(Given.Shop, OwnerStatus.Frozen), (Given.OtherShop, OwnerStatus.Closed)];
        var facts = new Facts(Given.Noon, payees, []);
        foreach (var pay in new[] { Pay(new Share(Given.Shop, 1), new Share(Given.OtherShop, 1)), Pay(new Share(Given.OtherShop, 1), new Share(Given.Shop, 1)) })
        {
            Assert.Equal(Outcome.PayeeClosed, UserDecider.Decide(Given.Alice, Given.User(cashMinor: 2), pay, facts).Outcome);
        }
    }

    [Fact]
    public void Another_currency_does_not_pay_for_this_one()
    {
        var pay = Pay(new Share(Given.Shop, 1)) with { Asset = new Asset(392) };
        Assert.Equal(Outcome.InsufficientFunds, UserDecider.Decide(Given.Alice, Given.User(cashMinor: 1_000), pay, Given.Everybody(OwnerStatus.Open, Given.Shop)).Outcome);
    }

    [Fact]
    public void A_transfer_moves_cash_to_the_other_users_cash()
    {
        var transfer = new UserCommand.Transfer(Given.Id("t"), Given.RequestHash, Given.Bob, AmountMinor: 40, Asset.Cny, "dinner");
        var (entry, after) = Carried(Given.User(cashMinor: 100), transfer);
        Assert.Equal(new Transfer(Pocket.Cash, Given.Bob, Pocket.Cash, Asset.Cny, 40), Assert.Single(entry.Transfers));
        Assert.Equal(new UserEvent.TransferMade("dinner", CashAfterMinor: 60), entry.Event);
        Assert.Equal(60, after.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public void A_withdrawal_waits_with_the_custodian_until_the_bank_has_spoken()
    {
        var ask = new UserCommand.AskWithdrawal(Given.Id("w"), Given.RequestHash, Given.Icbc, AmountMinor: 40, Asset.Cny);
        var (asked, _) = Carried(Given.User(cashMinor: 100), ask);
        Assert.Equal(new Transfer(Pocket.Cash, Given.Icbc, Pocket.Outbound, Asset.Cny, 40), Assert.Single(asked.Transfers));

        var bank = CustodyState.Empty with { Status = OwnerStatus.Open, Balances = Balances.None.Debit(Pocket.Bank, Asset.Cny, 100) };
        foreach (var credit in Given.CreditsTo(Given.Icbc, asked)) bank = bank.Apply(credit);
        var facts = Facts.At(Given.Noon) with { History = [asked] };

        var confirm = new CustodyCommand.ConfirmWithdrawal(Given.Id("c"), Given.RequestHash, asked.CommandId);
        var (_, confirmed) = Given.Carried(Given.Icbc, bank, confirm, CustodyDecider.Decide(Given.Icbc, bank, confirm, facts), Given.Noon);
        Assert.Equal((60L, 0L), (confirmed.Balances.Of(Pocket.Bank, Asset.Cny), confirmed.Balances.Of(Pocket.Outbound, Asset.Cny)));

        var refuse = new CustodyCommand.RefuseWithdrawal(Given.Id("r"), Given.RequestHash, asked.CommandId, "no such account");
        var (back, refused) = Given.Carried(Given.Icbc, bank, refuse, CustodyDecider.Decide(Given.Icbc, bank, refuse, facts), Given.Noon);
        Assert.Equal(new Transfer(Pocket.Outbound, Given.Alice, Pocket.Cash, Asset.Cny, 40), Assert.Single(back.Transfers));
        Assert.Equal((100L, 0L), (refused.Balances.Of(Pocket.Bank, Asset.Cny), refused.Balances.Of(Pocket.Outbound, Asset.Cny)));
    }

    private static UserCommand.Pay Pay(params ImmutableArray<Share> shares) =>
        new(Given.Id("pay"), Given.RequestHash, shares, Asset.Cny, Scene.Mall, "order-1");

    private static (Entry Entry, UserState State) Carried(UserState state, UserCommand command) => Given.Carried(
        Given.Alice, state, command, UserDecider.Decide(Given.Alice, state, command, Given.Everybody(OwnerStatus.Open, command.Payees)), Given.Noon);
}
