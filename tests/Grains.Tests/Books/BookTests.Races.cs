using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains.Tests.Books;

/// <summary>A book beside another one of the same owner, and beside its own reads: what an outside review would look for first.</summary>
public sealed partial class BookTests
{
    [Fact]
    public async Task A_deposit_that_another_host_books_during_the_look_up_is_not_booked_again()
    {
        await Opened<UserState>(Alice, UserGrain.Rules);
        var bank = await Opened<CustodyState>(Bank, CustodyGrain.Rules);
        CustodyCommand.ReportDeposit Report() => new(NextId(), default, Alice, 50, Asset.Cny, "b-9");
        // Right after the look-up found nothing, the other host writes, and a reader makes this book take it in.
        journal.AfterReferring = async () =>
        {
            journal.AfterReferring = null;
            var other = new Book<CustodyState>(Bank, CustodyGrain.Rules, Context());
            await other.LoadAsync();
            await other.Submit(Report());
            await bank.CatchUpAsync();
        };

        var answer = await bank.Submit(Report());

        Assert.True(answer.Replayed);
        Assert.Equal(50, bank.State.Balances.Of(Pocket.Bank, Asset.Cny));
        Assert.Single(journal.Entries, posted => posted.Entry.Event is CustodyEvent.DepositReported);
    }

    [Fact]
    public async Task A_no_is_right_at_one_time_and_not_half_at_one_and_half_at_another()
    {
        var alice = await Opened<UserState>(Alice, UserGrain.Rules);
        var shop = new OwnerId(OwnerKind.Merchant, 9);
        // Poor while the shop is not open, and rich when it is: at no time is there a shop and no money for it.
        journal.AfterCatchingUp = async () =>
        {
            journal.AfterCatchingUp = null;
            Deposit(100);
            await Opened<MerchantState>(shop, MerchantGrain.Rules);
        };

        var answer = await alice.Submit(new UserCommand.Pay(NextId(), default, [new Share(shop, 30)], Asset.Cny, Scene.Mall, Order: null));

        Assert.Equal(Outcome.PayeeUnknown, answer.Outcome);
    }

    [Fact]
    public async Task A_load_that_is_older_than_what_was_brought_meanwhile_does_not_take_it_back()
    {
        var alice = await FundedUser(cashMinor: 100);
        var shop = await Opened<MerchantState>(Shop, MerchantGrain.Rules);
        var known = journal.Entries.Count;
        var gate = new TaskCompletionSource();
        journal.LoadGate = gate.Task;
        var reload = shop.LoadAsync().AsTask();
        journal.LoadGate = null;
        await alice.Submit(Pay(40));
        await shop.ReceiveAsync(new CreditPush(0, known, known + 1, [new Credit(0, known + 1, Alice, clock.NowMs, Pocket.Pending, Asset.Cny, 40)]));

        gate.SetResult();
        await reload;

        Assert.Equal(40, shop.State.Balances.Of(Pocket.Pending, Asset.Cny));
    }

    [Fact]
    public async Task A_history_that_breaks_in_its_middle_leaves_no_half_of_itself_behind()
    {
        var alice = await FundedUser(cashMinor: 100);
        Deposit(10);
        journal.Append([new Entry(Alice, alice.Sequence + 1, NextId(), default, clock.NowMs, new UserEvent.TransferMade(null, 0),
            [new Transfer(Pocket.Cash, Shop, Pocket.Pending, Asset.Cny, 1_000)])]);

        await Assert.ThrowsAsync<InvariantViolatedException>(async () => await alice.CatchUpAsync());

        Assert.Equal(100, alice.State.Balances.Of(Pocket.Cash, Asset.Cny));
        await Assert.ThrowsAsync<InvariantViolatedException>(async () => await alice.CatchUpAsync());
    }

    [Fact]
    public async Task A_push_to_a_merchant_whose_opening_is_not_known_here_is_counted_with_its_own_fee()
    {
        var alice = await FundedUser(cashMinor: 20_000);
        var (newShop, number) = (new OwnerId(OwnerKind.Merchant, 7), journal.Entries.Count);
        var early = new Book<MerchantState>(newShop, MerchantGrain.Rules, Context());
        await early.LoadAsync();
        await new Book<MerchantState>(newShop, MerchantGrain.Rules, Context()).Submit(
            new OwnerCommand.Open(NextId(), default, "", new FeeSchedule(FlatMinor: 0, RateBasisPoints: 0)));
        await alice.Submit(new UserCommand.Pay(NextId(), default, [new Share(newShop, 10_000)], Asset.Cny, Scene.Mall, Order: null));

        await early.ReceiveAsync(new CreditPush(0, number, number + 2, [new Credit(0, number + 2, Alice, clock.NowMs, Pocket.Pending, Asset.Cny, 10_000)]));

        Assert.Equal((10_000, 0), (early.State.Pending.Days.Single().GrossMinor, early.State.Pending.Days.Single().FeeMinor));
    }

    [Fact]
    public async Task A_stale_book_does_not_refuse_on_what_it_remembers()
    {
        var stale = await FundedUser(cashMinor: 100);
        var fresh = await Book();
        var hold = new UserCommand.PlaceHold(NextId(), default, Shop, 60, Asset.Cny, TtlMs: 1_000, Scene.Travel, Order: null);
        await fresh.Submit(hold);

        var capture = await stale.Submit(new UserCommand.CaptureHold(NextId(), default, hold.Id, 60, ReleaseRest: false, By: null));

        Assert.Equal(Outcome.Accepted, capture.Outcome);
    }

    [Fact]
    public async Task A_user_is_not_closed_over_a_credit_that_was_not_read_yet()
    {
        var alice = await FundedUser(cashMinor: 0);
        Deposit(25);

        var answer = await alice.Submit(new OwnerCommand.Close(NextId(), default, "left"));

        Assert.Equal(Outcome.BalanceNotZero, answer.Outcome);
    }

    [Fact]
    public async Task While_an_append_is_in_doubt_nobody_is_told_no()
    {
        var book = await FundedUser(cashMinor: 100);
        journal.Faults.Enqueue(AppendFault.UnknownAndNotWritten);
        // Before the second try the money goes elsewhere, so that the decision would be a no.
        journal.AfterUnknown = async () => await (await Book()).Submit(Pay(100));

        await Assert.ThrowsAsync<JournalUnavailableException>(() => book.Submit(Pay(60)));
    }

    [Fact]
    public async Task An_append_in_doubt_is_remembered_until_its_sequence_is_somebody_elses()
    {
        await FundedUser(cashMinor: 100);
        await Opened<UserState>(Bob, UserGrain.Rules);
        // Asks anew each time whether the shop is open.
        var forgetful = Context() with { Directory = new OwnerDirectory(journal, TimeProvider.System, freshMs: -1) };
        var book = new Book<UserState>(Alice, UserGrain.Rules, forgetful);
        await book.LoadAsync();
        var pay = Pay(60);
        journal.Faults.Enqueue(AppendFault.UnknownAndNotWritten);
        journal.Faults.Enqueue(AppendFault.Gone);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => book.Submit(pay));
        // Now the same command would be a no; but the append may only be late.
        journal.Append([new Entry(Shop, 2, NextId(), default, clock.NowMs, new OwnerEvent.Closed("for good"), [])]);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => book.Submit(pay));
        Assert.Equal(Outcome.Accepted, (await book.Submit(new UserCommand.Transfer(NextId(), default, Bob, 1, Asset.Cny, ""))).Outcome);

        Assert.Equal(Outcome.PayeeClosed, (await book.Submit(pay)).Outcome);
    }

    [Fact]
    public async Task Those_who_want_the_newest_while_a_read_waits_share_the_next_one()
    {
        var book = await FundedUser(cashMinor: 100);
        var (gate, before) = (new TaskCompletionSource(), journal.CatchUps);
        journal.AfterCatchingUp = () => gate.Task;

        var asked = Enumerable.Range(0, 100).Select(_ => book.CatchUpAsync().AsTask()).ToArray();
        gate.SetResult();
        await Task.WhenAll(asked);

        // The first, and one that began after all of them had come.
        Assert.Equal(before + 2, journal.CatchUps);
    }

    [Fact]
    public async Task A_book_whose_journal_lost_what_it_knows_says_so_instead_of_reading_for_ever()
    {
        var book = await FundedUser(cashMinor: 100);
        await book.Submit(Pay(60));
        journal.ForgetLast();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => book.Submit(Pay(1)));
    }

    [Fact]
    public async Task A_key_that_stands_for_one_deposit_is_not_good_for_another()
    {
        await Opened<UserState>(Alice, UserGrain.Rules);
        var bank = await Opened<CustodyState>(Bank, CustodyGrain.Rules);
        var first = new CustodyCommand.ReportDeposit(NextId(), CommandId.HashOf("first"), Alice, 50, Asset.Cny, "b-first");
        var second = new CustodyCommand.ReportDeposit(NextId(), CommandId.HashOf("second"), Alice, 60, Asset.Cny, "b-second");
        await bank.Submit(first);
        await bank.Submit(second);

        var answer = await bank.Submit(first with { RequestHash = second.RequestHash, AmountMinor = 60, BankReference = "b-second" });

        Assert.Equal(Outcome.KeyReused, answer.Outcome);
    }
}
