using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Granary.Grains.Tests.Books;

public sealed partial class BookTests
{
    private static readonly OwnerId Alice = new(OwnerKind.User, 1);
    private static readonly OwnerId Bob = new(OwnerKind.User, 2);
    private static readonly OwnerId Shop = new(OwnerKind.Merchant, 1);
    private static readonly OwnerId Bank = new(OwnerKind.Custody, 1);

    private readonly ModelJournal journal = new();
    private readonly TestClock clock = new();
    private int ids;

    [Fact]
    public async Task A_payment_is_in_the_journal_before_it_is_answered()
    {
        var book = await FundedUser(cashMinor: 100);

        var answer = await book.Submit(Pay(30));

        Assert.Equal(Outcome.Accepted, answer.Outcome);
        Assert.Contains(journal.Entries, posted => posted.Entry == answer.Entry);
        Assert.Equal(70, book.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task What_arrives_while_an_append_is_in_flight_goes_into_one_next_append()
    {
        var book = await FundedUser(cashMinor: 1_000);
        var before = journal.Appends;
        var gate = new TaskCompletionSource();
        journal.Gate = gate.Task;

        var answers = Enumerable.Range(0, 50).Select(_ => book.Submit(Pay(1))).ToArray();
        journal.Gate = null;
        gate.SetResult();
        await Task.WhenAll(answers);

        Assert.Equal(before + 2, journal.Appends);
        Assert.Equal(950, book.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task A_batch_cannot_spend_the_same_money_twice()
    {
        var book = await FundedUser(cashMinor: 100);
        var gate = new TaskCompletionSource();
        journal.Gate = gate.Task;

        var first = book.Submit(Pay(1));
        var others = Enumerable.Range(0, 5).Select(_ => book.Submit(Pay(33))).ToArray();
        journal.Gate = null;
        gate.SetResult();
        var outcomes = (await Task.WhenAll(others)).Select(answer => answer.Outcome).ToArray();

        Assert.Equal(Outcome.Accepted, (await first).Outcome);
        Assert.Equal([Outcome.Accepted, Outcome.Accepted, Outcome.Accepted, Outcome.InsufficientFunds, Outcome.InsufficientFunds], outcomes);
        Assert.Equal(0, book.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task A_stale_book_is_fenced_reloads_and_decides_again_on_what_is_left()
    {
        var stale = await FundedUser(cashMinor: 100);
        var fresh = await Book();
        await fresh.Submit(Pay(80));

        var answer = await stale.Submit(Pay(30));

        Assert.Equal(Outcome.InsufficientFunds, answer.Outcome);
        Assert.Equal(20, stale.State.Balances.Of(Pocket.Cash, Asset.Cny));
        Assert.Equal(Outcome.Accepted, (await stale.Submit(Pay(20))).Outcome);
    }

    [Theory]
    [InlineData(AppendFault.UnknownThoughWritten)]
    [InlineData(AppendFault.UnknownAndNotWritten)]
    public async Task After_an_unknown_end_the_command_is_looked_up_and_carried_out_exactly_once(AppendFault fault)
    {
        var book = await FundedUser(cashMinor: 100);
        journal.Faults.Enqueue(fault);
        var pay = Pay(60);

        var answer = await book.Submit(pay);

        Assert.Equal(Outcome.Accepted, answer.Outcome);
        Assert.Single(journal.Entries, posted => posted.Entry.CommandId == pay.Id);
        Assert.Equal(40, book.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task A_command_sent_again_gets_the_stored_entry_even_when_the_money_is_gone_by_now()
    {
        var book = await FundedUser(cashMinor: 100);
        var pay = Pay(100);
        var first = await book.Submit(pay);

        var again = await book.Submit(pay);

        Assert.True(again.Replayed);
        Assert.Equal(first.Entry, again.Entry);
        Assert.Single(journal.Entries, posted => posted.Entry.CommandId == pay.Id);
    }

    [Fact]
    public async Task A_hundred_copies_of_one_command_at_once_post_once()
    {
        var book = await FundedUser(cashMinor: 100);
        var pay = Pay(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => book.Submit(pay)));

        Assert.All(answers, answer => Assert.Equal(answers[0].Entry, answer.Entry));
        Assert.Equal(1, answers.Count(answer => !answer.Replayed));
        Assert.Equal(99, book.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task The_same_command_id_with_another_request_is_refused_and_writes_nothing()
    {
        var book = await FundedUser(cashMinor: 100);
        var pay = Pay(1);
        await book.Submit(pay);
        var count = journal.Entries.Count;

        var answer = await book.Submit(pay with { RequestHash = CommandId.HashOf("another body") });

        Assert.Equal(Outcome.KeyReused, answer.Outcome);
        Assert.Equal(count, journal.Entries.Count);
    }

    [Fact]
    public async Task A_credit_that_the_book_has_not_seen_is_read_before_it_says_no()
    {
        var book = await FundedUser(cashMinor: 10);
        Deposit(90);

        var answer = await book.Submit(Pay(100));

        Assert.Equal(Outcome.Accepted, answer.Outcome);
        Assert.Equal(0, book.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task While_the_store_is_gone_nobody_is_told_no_and_afterwards_the_book_reads_before_it_decides()
    {
        var book = await FundedUser(cashMinor: 100);
        journal.IsGone = true;
        var pay = Pay(70);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => book.Submit(pay));

        journal.IsGone = false;
        var answer = await book.Submit(pay);

        Assert.Equal(Outcome.Accepted, answer.Outcome);
        Assert.Equal(30, book.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task Pushed_credits_count_once_however_they_are_delivered()
    {
        var shop = await Opened<MerchantState>(Shop, MerchantGrain.Rules);
        var alice = await FundedUser(cashMinor: 100);
        var start = journal.Entries.Count;
        foreach (var amountMinor in new[] { 1, 2, 4, 8 }) await alice.Submit(Pay(amountMinor));
        CreditPush Push(int from, int to) => new(0, start + from, start + to, [.. Enumerable.Range(from, to - from).Select(i => new Credit(
            0, start + i + 1, Alice, clock.NowMs, Pocket.Pending, Asset.Cny, 1 << i))]);

        await shop.ReceiveAsync(Push(0, 1));
        await shop.ReceiveAsync(Push(0, 1));
        await shop.ReceiveAsync(Push(2, 3));
        await shop.ReceiveAsync(Push(1, 2));
        await shop.ReceiveAsync(Push(0, 4));
        await shop.ReceiveAsync(Push(3, 4));

        Assert.Equal(15, shop.State.Balances.Of(Pocket.Pending, Asset.Cny));
        Assert.Equal(15, shop.State.Pending.Days.Single().GrossMinor);
    }

    [Fact]
    public async Task A_credit_that_reaches_a_closed_owner_is_moved_to_suspense()
    {
        var alice = await ClosedWithMoney();

        await alice.DoWhatIsDue();

        Assert.True(alice.State.Balances.AreZero);
        var moved = journal.Entries[^1].Entry.Transfers.Single();
        Assert.Equal((OwnerId.Platform, Pocket.Suspense, 25), (moved.CreditOwner, moved.CreditPocket, moved.AmountMinor));
    }

    [Theory, InlineData(AppendFault.UnknownAndNotWritten), InlineData(AppendFault.UnknownThoughWritten)]
    public async Task What_is_due_and_ended_unknown_is_looked_up_and_done_once(AppendFault fault)
    {
        var alice = await ClosedWithMoney();
        journal.Faults.Enqueue(fault);

        await alice.DoWhatIsDue();

        Assert.Single(journal.Entries, posted => posted.Entry.Event is OwnerEvent.MovedToSuspense);
        Assert.True(alice.State.Balances.AreZero);
    }

    [Fact]
    public async Task What_is_due_is_done_again_after_somebody_else_wrote()
    {
        var alice = await FundedUser(cashMinor: 100);
        await alice.Submit(new UserCommand.PlaceHold(NextId(), default, Shop, 60, Asset.Cny, TtlMs: 1_000, Scene.Travel, Order: null));
        var other = await Book();
        await other.Submit(Pay(1));
        clock.NowMs += 1_000;

        await alice.DoWhatIsDue();

        Assert.Single(journal.Entries, posted => posted.Entry.Event is UserEvent.HoldExpired);
        Assert.Equal(99, alice.State.Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task What_is_due_and_cannot_be_written_is_a_failure_of_whoever_waits_for_it()
    {
        var alice = await ClosedWithMoney();
        journal.Faults.Enqueue(AppendFault.Gone);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => alice.DoWhatIsDue().AsTask());
        Assert.False(alice.State.Balances.AreZero);

        await alice.DoWhatIsDue();
        Assert.True(alice.State.Balances.AreZero);
    }

    [Fact]
    public async Task What_becomes_due_while_the_book_writes_is_done_when_it_has_written()
    {
        var alice = await FundedUser(cashMinor: 100);
        await alice.Submit(new UserCommand.PlaceHold(NextId(), default, Shop, 60, Asset.Cny, TtlMs: 1_000, Scene.Travel, Order: null));
        var gate = new TaskCompletionSource();
        journal.Gate = gate.Task;
        var paying = alice.Submit(Pay(1));
        clock.NowMs += 1_000;
        var waiting = alice.DoWhatIsDue().AsTask();
        journal.Gate = null;
        gate.SetResult();

        await waiting;

        Assert.Single(journal.Entries, posted => posted.Entry.Event is UserEvent.HoldExpired);
        Assert.Equal(Outcome.Accepted, (await paying).Outcome);
    }

    [Fact]
    public async Task An_expired_hold_is_given_back_before_the_next_decision_and_cannot_be_captured()
    {
        var alice = await FundedUser(cashMinor: 100);
        var hold = new UserCommand.PlaceHold(NextId(), default, Shop, 60, Asset.Cny, TtlMs: 1_000, Scene.Travel, Order: null);
        await alice.Submit(hold);
        clock.NowMs += 1_000;

        var capture = await alice.Submit(new UserCommand.CaptureHold(NextId(), default, hold.Id, 60, ReleaseRest: false, By: null));

        Assert.Equal(Outcome.HoldUnknown, capture.Outcome);
        Assert.Equal(100, alice.State.Balances.Of(Pocket.Cash, Asset.Cny));
        Assert.Equal(0, alice.State.Balances.Of(Pocket.Held, Asset.Cny));
    }

    [Fact]
    public async Task A_book_loaded_from_its_snapshot_is_the_book_that_kept_it()
    {
        var alice = await FundedUser(cashMinor: 100);
        await alice.Submit(new UserCommand.PlaceHold(NextId(), default, Shop, 60, Asset.Cny, TtlMs: 1_000, Scene.Travel, Order: "o-1"));
        await alice.KeepSnapshotAsync();
        Assert.True(journal.Snapshots.ContainsKey(Alice));
        await alice.Submit(Pay(5));

        var loaded = await Book();

        Assert.Equal(alice.Sequence, loaded.Sequence);
        Assert.Equal(alice.State.Balances.Accounts.AsEnumerable(), loaded.State.Balances.Accounts);
        Assert.Equal(alice.State.Holds.AsEnumerable(), loaded.State.Holds);
    }

    [Fact]
    public async Task Entries_of_one_owner_never_go_back_in_time_though_the_clock_does()
    {
        var alice = await FundedUser(cashMinor: 100);
        var first = await alice.Submit(Pay(1));
        clock.NowMs -= 300_000;

        var second = await alice.Submit(Pay(1));

        Assert.Equal(first.Entry!.AtMs, second.Entry!.AtMs);
    }

    [Fact]
    public async Task A_book_that_finds_its_history_broken_answers_nobody()
    {
        var alice = await FundedUser(cashMinor: 100);
        // A row of somebody who wrote without the fence: it spends what is not there.
        journal.Append([new Entry(Alice, alice.Sequence + 1, NextId(), default, clock.NowMs, new UserEvent.TransferMade(null, 0),
            [new Transfer(Pocket.Cash, Shop, Pocket.Pending, Asset.Cny, 1_000)])]);

        await Assert.ThrowsAsync<InvariantViolatedException>(() => alice.Submit(Pay(1)));

        Assert.True(alice.IsBroken);
        await Assert.ThrowsAsync<InvariantViolatedException>(() => alice.Submit(Pay(1)));
    }

    private async Task<Book<UserState>> FundedUser(long cashMinor)
    {
        await Opened<MerchantState>(Shop, MerchantGrain.Rules);
        var book = await Opened<UserState>(Alice, UserGrain.Rules);
        if (cashMinor > 0) Deposit(cashMinor);
        await book.CatchUpAsync();
        return book;
    }

    private async Task<Book<UserState>> ClosedWithMoney()
    {
        var book = await FundedUser(cashMinor: 0);
        await book.Submit(new OwnerCommand.Close(NextId(), default, "left"));
        Deposit(25);
        await book.CatchUpAsync();
        return book;
    }

    private async Task<Book<TState>> Opened<TState>(OwnerId owner, BookRules<TState> rules) where TState : class, IOwnerState<TState>
    {
        var book = new Book<TState>(owner, rules, Context());
        await book.LoadAsync();
        if (book.State.Status == OwnerStatus.Unknown) await book.Submit(new OwnerCommand.Open(NextId(), default, "", Fee: null));
        return book;
    }

    private Task<Book<UserState>> Book() => Opened(Alice, UserGrain.Rules);

    private BookContext Context() =>
        new(journal, journal, new OwnerDirectory(journal, TimeProvider.System), clock, BookLimits.Default, NullLogger<BookContext>.Instance);

    private void Deposit(long amountMinor) => journal.Append([new Entry(
        Bank, journal.LastSequence(Bank) + 1, NextId(), default, clock.NowMs, new CustodyEvent.DepositReported($"b-{ids}"),
        [new Transfer(Pocket.Bank, Alice, Pocket.Cash, Asset.Cny, amountMinor)])]);

    private UserCommand.Pay Pay(long amountMinor) =>
        new(NextId(), CommandId.HashOf($"pay {amountMinor}"), [new Share(Shop, amountMinor)], Asset.Cny, Scene.Mall, Order: null);

    private Guid NextId() => CommandId.HashOf($"{++ids}");
}
