using System.Text;
using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Journal.Tests;

public abstract class ReadingContract(StoreHome home) : JournalContract(home)
{
    [ContractFact]
    public async Task An_owner_that_nobody_wrote_of_loads_empty()
    {
        var history = await Journal.LoadAsync(Given.User(1));

        Assert.Null(history.Snapshot);
        Assert.Empty(history.Own);
        Assert.Empty(history.Credits);
        Assert.Equal(0, history.Seen.Sequence);
        Assert.Equal(Journal.PartitionCount, history.Seen.Positions.Length);
    }

    [ContractFact]
    public async Task A_load_brings_the_owners_own_entries_and_what_others_credited_but_not_what_it_credited_itself()
    {
        var (one, other) = Apart();
        await WrittenAsync(
            Given.Deposit(1, one, 1_000), Given.Opened(one), Given.Held(one, 2, 300), Given.Opened(other), Given.Sent(one, 3, other, 50), Given.Sent(other, 2, one, 20));

        var history = await Journal.LoadAsync(one);

        Assert.Equal([1, 2, 3], history.Own.Select(posted => posted.Entry.Sequence));
        Assert.Equal([20, 1_000], history.Credits.Select(credit => credit.AmountMinor).Order());
        Assert.Contains(history.Credits, credit => credit.From == Given.Custody && credit.Pocket == Pocket.Cash && credit.Asset == Asset.Cny);
        Assert.Equal(3, history.Seen.Sequence);
        Assert.Equal((await Journal.ProveAsync()).Heads.Select(head => head.Position), history.Seen.Positions);
    }

    [ContractFact]
    public async Task A_load_after_what_was_seen_brings_only_what_came_since()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Opened(one), Given.Opened(other), Given.Sent(other, 2, one, 5));
        var seen = (await Journal.LoadAsync(one)).Seen;
        Assert.Empty((await Journal.LoadAfterAsync(one, seen)).Credits);

        await WrittenAsync(Given.Sent(other, 3, one, 6), Given.Sent(one, 2, other, 1));
        var since = await Journal.LoadAfterAsync(one, seen);

        Assert.Null(since.Snapshot);
        Assert.Equal(2, Assert.Single(since.Own).Entry.Sequence);
        Assert.Equal(6, Assert.Single(since.Credits).AmountMinor);
    }

    [ContractFact]
    public async Task A_load_after_a_snapshot_brings_the_snapshot_and_what_came_since()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Opened(one), Given.Opened(other), Given.Sent(other, 2, one, 5));
        var seen = (await Journal.LoadAsync(one)).Seen;
        await Journal.SaveSnapshotAsync(new OwnerSnapshot(one, seen, Encoding.UTF8.GetBytes("""{"name":"凤"}""")));
        await WrittenAsync(Given.Sent(other, 3, one, 6), Given.Frozen(one, 2));

        var history = await Journal.LoadAsync(one);

        Assert.Equal("""{"name":"凤"}""", Encoding.UTF8.GetString(history.Snapshot!.State.Span));
        Assert.Equal(seen.Positions, history.Snapshot.Seen.Positions.AsEnumerable());
        Assert.Equal(2, Assert.Single(history.Own).Entry.Sequence);
        Assert.Equal(6, Assert.Single(history.Credits).AmountMinor);
    }

    [ContractFact]
    public async Task A_snapshot_only_moves_forward()
    {
        var user = Given.User(1);
        async Task<string?> After(long sequence, long position, string state)
        {
            var positions = Enumerable.Repeat(position, Journal.PartitionCount);
            await Journal.SaveSnapshotAsync(new OwnerSnapshot(user, new Seen(sequence, [.. positions]), Encoding.UTF8.GetBytes(state)));
            return (await Journal.LoadAsync(user)).Snapshot is { } kept ? Encoding.UTF8.GetString(kept.State.Span) : null;
        }

        Assert.Equal("1", await After(2, 5, "1"));
        Assert.Equal("1", await After(1, 5, "2"));
        Assert.Equal("1", await After(2, 4, "3"));
        Assert.Equal("1", await After(3, 4, "4"));
        Assert.Equal("5", await After(2, 6, "5"));
        Assert.Equal("6", await After(3, 6, "6"));
    }

    [ContractFact]
    public async Task A_changed_snapshot_is_dropped_and_everything_is_loaded_from_the_entries()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Opened(user));
        await Journal.SaveSnapshotAsync(new OwnerSnapshot(user, (await Journal.LoadAsync(user)).Seen, "{}"u8.ToArray()));
        await Home.ExecuteAsync("update snapshot set state = '{\"balances\":1}'");

        var history = await Journal.LoadAsync(user);

        Assert.Null(history.Snapshot);
        Assert.Single(history.Own);
    }

    [ContractFact]
    public async Task A_changed_row_stops_its_owner_and_nobody_who_is_loaded_beside_it()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Opened(one), Given.Sent(one, 2, Given.Merchant(1), 5), Given.Opened(other));
        await Home.TamperAsync($"update journal_line set amount_minor = 6 where owner = {one.Packed} and sequence = 2");

        var loads = await Store.LoadAsync([(one, null), (other, null), (one, Seen.Nothing(Journal.PartitionCount))], default);

        Assert.Equal((one, 2L), (loads[0].Corruption!.Owner, loads[0].Corruption!.Sequence));
        Assert.Single(loads[1].History!.Own);
        Assert.NotNull(loads[2].Corruption);
        await Assert.ThrowsAsync<CorruptEntryException>(() => Journal.LoadAsync(one).AsTask());
    }

    [ContractFact]
    public async Task A_changed_credit_stops_whom_it_credits_until_it_is_what_was_written()
    {
        var (payer, payee) = Apart();
        var posted = await WrittenAsync(Given.Opened(payee), Given.Opened(payer), Given.Sent(payer, 2, payee, 5), Given.Sent(payer, 3, payee, 7));
        await Home.TamperAsync($"update journal_line set amount_minor = 500 where owner = {payer.Packed} and sequence = 2");

        var loads = await Store.LoadAsync([(payee, null), (payee, Seen.Nothing(Journal.PartitionCount)), (Given.Merchant(1), null)], default);

        Assert.All(loads.Take(2), load => Assert.Equal((payer, 2L, posted[2].Position), (load.Corruption!.Owner, load.Corruption.Sequence, load.Corruption.Position)));
        Assert.NotNull(loads[2].History);
        await Home.TamperAsync($"update journal_line set amount_minor = 5 where owner = {payer.Packed} and sequence = 2");
        Assert.Equal([5L, 7L], (await Journal.LoadAsync(payee)).Credits.Select(credit => credit.AmountMinor));
    }

    [ContractFact]
    public async Task A_changed_credit_that_was_counted_before_it_was_changed_stops_nobody()
    {
        var (payer, payee) = Apart();
        await WrittenAsync(Given.Opened(payee), Given.Opened(payer), Given.Sent(payer, 2, payee, 5));
        var seen = (await Journal.LoadAsync(payee)).Seen;
        await Home.TamperAsync($"update journal_line set amount_minor = 500 where owner = {payer.Packed} and sequence = 2");

        Assert.Empty((await Journal.LoadAfterAsync(payee, seen)).Credits);
    }

    [ContractFact]
    public async Task The_platform_whose_money_decides_nothing_goes_on_without_a_changed_credit()
    {
        var payer = Given.User(1);
        var posted = await WrittenAsync(Given.Paid(payer, 1, Given.Merchant(1), 5), Given.Paid(payer, 2, Given.Merchant(1), 7));
        await Home.TamperAsync($"update journal_line set amount_minor = 500 where owner = {payer.Packed} and sequence = 1 and line = 1");

        Assert.Equal(posted[1].Position, Assert.Single((await Journal.LoadAsync(OwnerId.Platform)).Credits).Position);
    }

    [ContractFact]
    public async Task A_missing_row_stops_its_owner()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Opened(user), Given.Frozen(user, 2), Given.Closed(user, 3));
        await Home.TamperAsync($"delete from journal_line where owner = {user.Packed} and sequence = 2");

        var missing = await Assert.ThrowsAsync<CorruptEntryException>(() => Journal.LoadAsync(user).AsTask());

        Assert.Equal(2, missing.Sequence);
    }

    [ContractFact]
    public async Task The_same_owner_asked_for_twice_at_once_is_answered_twice()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Paid(user, 1, Given.Merchant(1), 5));

        var loads = await Store.LoadAsync([(user, null), (user, null), (Given.Merchant(1), null), (Given.Merchant(1), null)], default);

        Assert.All(loads.Take(2), load => Assert.Equal(2, Assert.Single(load.History!.Own).Entry.Transfers.Length));
        Assert.All(loads.Skip(2), load => Assert.Equal(5, Assert.Single(load.History!.Credits).AmountMinor));
    }

    [ContractFact]
    public async Task The_status_is_what_the_newest_entry_about_it_says()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Opened(one), Given.Sent(one, 2, other, 5), Given.Opened(other), Given.Frozen(other, 2));

        Assert.Equal(OwnerStatus.Open, await Journal.StatusOfAsync(one));
        Assert.Equal(OwnerStatus.Frozen, await Journal.StatusOfAsync(other));
        Assert.Equal(OwnerStatus.Unknown, await Journal.StatusOfAsync(Given.Merchant(1)));
        await WrittenAsync(Given.Closed(one, 3));
        Assert.Equal(OwnerStatus.Closed, await Journal.StatusOfAsync(one));
    }

    [ContractFact]
    public async Task Everything_about_a_hold_comes_oldest_first_and_begins_with_the_hold()
    {
        var user = Given.User(1);
        var hold = Given.Held(user, 2, 300);
        await WrittenAsync(Given.Opened(user), hold, Given.Held(user, 3, 1), Given.Released(user, 4, hold.CommandId, 100), Given.Released(user, 5, hold.CommandId, 200));

        var about = await Journal.AboutAsync(hold.CommandId);

        Assert.Equal([2, 4, 5], about.Select(posted => posted.Entry.Sequence));
        Assert.Empty(await Journal.AboutAsync(Given.NewCommand()));
    }

    [ContractFact]
    public async Task Entries_are_found_by_their_outside_reference_oldest_first_and_by_owner_when_one_is_named()
    {
        var (one, other) = Apart();
        await WrittenAsync(
            Given.Opened(one), Given.Paid(one, 2, Given.Merchant(1), 5, "order-7"), Given.Paid(other, 1, Given.Merchant(1), 6, "order-7"),
            Given.Paid(one, 3, Given.Merchant(1), 7, "order-8"), Given.Paid(one, 4, Given.Merchant(1), 8, "order-7"));

        Assert.Equal([6, 5, 8], (await Journal.ReferringToAsync("order-7", owner: null, countMax: 10)).Select(posted => posted.Entry.Transfers[0].AmountMinor));
        Assert.Equal([5, 8], (await Journal.ReferringToAsync("order-7", one, countMax: 10)).Select(posted => posted.Entry.Transfers[0].AmountMinor));
        Assert.Equal([6, 5], (await Journal.ReferringToAsync("order-7", owner: null, countMax: 2)).Select(posted => posted.Entry.Transfers[0].AmountMinor));
        Assert.Empty(await Journal.ReferringToAsync("order-9", owner: null, countMax: 2));
    }

    [ContractFact]
    public async Task A_newer_credit_is_known_of_from_the_load_on_until_the_owner_is_forgotten()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Opened(other), Given.Sent(other, 2, one, 1));
        Assert.False(Journal.KnowsNewerCredit(one, Seen.Nothing(Journal.PartitionCount)));
        var seen = (await Journal.LoadAsync(one)).Seen;
        Assert.False(Journal.KnowsNewerCredit(one, seen));

        await WrittenAsync(Given.Sent(other, 3, one, 2));
        Assert.True(Journal.KnowsNewerCredit(one, seen));
        Assert.False(Journal.KnowsNewerCredit(one, (await Journal.LoadAfterAsync(one, seen)).Seen));

        Journal.Forget(one);
        Assert.False(Journal.KnowsNewerCredit(one, seen));
    }

    [ContractFact]
    public async Task History_pages_neither_skip_nor_repeat_while_entries_are_appended()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Opened(one), Given.Opened(other));
        long mine = 1, theirs = 1;
        async Task Grow()
        {
            await WrittenAsync(Given.Paid(one, ++mine, Given.Merchant(1), 5), Given.Sent(other, ++theirs, one, 6), Given.Sent(other, ++theirs, Given.Merchant(1), 7));
        }
        for (var i = 0; i < 7; i++) await Grow();
        var expected = (await Journal.HistoryAsync(one, null, 1_000)).Entries.Select(Place).ToList();
        Assert.Equal(1 + 7 + 7, expected.Count);

        var paged = new List<(int, long)>();
        HistoryCursor? cursor = null;
        do
        {
            var page = await Journal.HistoryAsync(one, cursor, 4);
            Assert.True(page.Entries.Length <= 4);
            paged.AddRange(page.Entries.Select(Place));
            cursor = page.Next;
            await Grow();
        }
        while (cursor is not null);

        Assert.Equal(expected, paged);
        static (int, long) Place(PostedEntry posted) => (posted.Partition, posted.Position);
    }

    [ContractFact]
    public async Task What_is_credited_while_somebody_pages_is_on_no_later_page_though_no_credit_was_on_the_first()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Sent(other, 1, one, 1), Given.Sent(other, 2, one, 2), Given.Sent(other, 3, one, 3));
        await WrittenAsync([.. Enumerable.Range(1, 5).Select(n => Given.Paid(one, n, Given.Merchant(1), n) with { AtMs = Given.Noon + 1_000 + n })]);
        var expected = (await Journal.HistoryAsync(one, null, 100)).Entries.Select(posted => (posted.Partition, posted.Position));

        var first = await Journal.HistoryAsync(one, null, 2);
        await WrittenAsync(Given.Sent(other, 4, one, 4), Given.Deposit(1, one, 5));
        var second = await Journal.HistoryAsync(one, first.Next, 2);
        var third = await Journal.HistoryAsync(one, second.Next, 2);
        var last = await Journal.HistoryAsync(one, third.Next, 2);

        Assert.Null(last.Next);
        var paged = first.Entries.Concat(second.Entries).Concat(third.Entries).Concat(last.Entries);
        Assert.Equal(expected, paged.Select(posted => (posted.Partition, posted.Position)));
    }

    [ContractFact]
    public async Task History_is_newest_first_whole_and_ends()
    {
        var (one, other) = Apart();
        await WrittenAsync(Given.Opened(one), Given.Sent(other, 1, one, 5), Given.Paid(one, 2, Given.Merchant(1), 5), Given.Paid(one, 3, Given.Merchant(1), 6));

        var page = await Journal.HistoryAsync(one, null, 4);

        Assert.Null(page.Next);
        Assert.Equal(page.Entries.Select(posted => posted.Entry.AtMs).OrderDescending(), page.Entries.Select(posted => posted.Entry.AtMs));
        Assert.Equal(2, page.Entries[0].Entry.Transfers.Length);
        Assert.Empty((await Journal.HistoryAsync(Given.User(99), null, 4)).Entries);
        Assert.NotNull((await Journal.HistoryAsync(one, null, 3)).Next);
    }

    [ContractFact]
    public async Task Balances_at_a_time_hold_what_was_posted_by_then()
    {
        var user = Given.User(1);
        await WrittenAsync(
            Given.Deposit(1, user, 1_000), Given.Opened(user), Given.Held(user, 2, 300) with { AtMs = Given.Noon + 50 },
            Given.Deposit(2, user, 70) with { AtMs = Given.Noon + 100 });

        async Task<(long, long)> At(long atMs)
        {
            var balances = await Journal.BalancesAtAsync(user, atMs);
            return (balances.Of(Pocket.Cash, Asset.Cny), balances.Of(Pocket.Held, Asset.Cny));
        }
        Assert.Equal((0, 0), await At(Given.Noon));
        Assert.Equal((1_000, 0), await At(Given.Noon + 49));
        Assert.Equal((700, 300), await At(Given.Noon + 50));
        Assert.Equal((770, 300), await At(long.MaxValue));
        Assert.Equal(1_070, (await Journal.BalancesAtAsync(Given.Custody, long.MaxValue)).Of(Pocket.Bank, Asset.Cny));
    }

    [ContractFact]
    public async Task The_proof_sums_to_zero_beyond_64_bits_and_names_the_heads()
    {
        var user = Given.User(1);
        await WrittenAsync([.. Enumerable.Range(1, 12).Select(n => Given.Deposit(n, user, long.MaxValue / 2))]);
        await WrittenAsync(Given.Paid(user, 1, Given.Merchant(1), 400));

        var proof = await Journal.ProveAsync();

        Assert.All(proof.Sums(), sum => Assert.Equal(0, sum.SumMinor));
        Assert.Contains(new PocketTotal(OwnerKind.Custody, Pocket.Bank, Asset.Cny, (Int128)(long.MaxValue / 2) * 12), proof.Totals);
        Assert.Contains(new PocketTotal(OwnerKind.Merchant, Pocket.Pending, Asset.Cny, 400), proof.Totals);
        Assert.Equal(13, proof.Heads.Sum(head => head.Position));
        Assert.All(proof.Heads, head => Assert.Equal(32, head.Chain.Length));
        Assert.Equal(Journal.PartitionCount, proof.Heads.Length);
    }
}
