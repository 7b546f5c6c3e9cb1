using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Journal.Tests;

public abstract class AppendingContract(StoreHome home) : JournalContract(home)
{
    [ContractFact]
    public async Task An_appended_entry_is_found_with_everything_that_was_written()
    {
        var user = Given.User(1);
        var payment = Given.Paid(user, 2, Given.Merchant(9), 500, "order-1");

        await WrittenAsync(Given.Opened(user), payment);

        var found = Assert.Single(await Journal.FindAsync([payment.CommandId, Given.NewCommand()]));
        AssertSame(payment, found.Entry);
        Assert.Equal(Journal.PartitionOf(user), found.Partition);
        Assert.Equal(2, found.Position);
    }

    [ContractFact]
    public async Task An_append_of_several_entries_is_posted_whole_and_in_order()
    {
        var user = Given.User(1);

        var result = Assert.IsType<AppendResult.Appended>(
            await Journal.AppendAsync([Given.Opened(user), Given.Paid(user, 2, Given.Merchant(1), 5), Given.Sent(user, 3, Given.User(2), 6)]));

        Assert.Equal([1, 2, 3], result.Entries.Select(posted => posted.Position));
        Assert.Equal([1, 2, 3], (await Journal.LoadAsync(user)).Own.Select(posted => posted.Entry.Sequence));
    }

    [ContractFact]
    public async Task A_sequence_that_somebody_else_wrote_is_fenced_and_writes_nothing()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Opened(user), Given.Sent(user, 2, Given.User(2), 5));

        var result = await Journal.AppendAsync([Given.Sent(user, 2, Given.User(3), 5), Given.Sent(user, 3, Given.User(3), 5)]);

        Assert.IsType<AppendResult.Fenced>(result);
        Assert.Equal(2, (await Journal.LoadAsync(user)).Seen.Sequence);
    }

    [ContractFact]
    public async Task A_sequence_that_leaves_a_gap_is_fenced()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Opened(user));

        Assert.IsType<AppendResult.Fenced>(await Journal.AppendAsync([Given.Sent(user, 3, Given.User(2), 5)]));
        Assert.IsType<AppendResult.Fenced>(await Journal.AppendAsync([Given.Opened(Given.User(7), sequence: 2)]));
    }

    [ContractFact]
    public async Task A_command_that_is_there_already_is_a_duplicate_with_its_entry_even_of_another_owner_in_another_partition()
    {
        var (one, other) = Apart();
        var first = Given.Opened(one);
        await WrittenAsync(first);

        var again = await Journal.AppendAsync([Given.Sent(one, 2, other, 5) with { CommandId = first.CommandId }]);
        var elsewhere = await Journal.AppendAsync([Given.Opened(other), Given.Sent(other, 2, one, 5) with { CommandId = first.CommandId }]);

        AssertSame(first, Assert.IsType<AppendResult.Duplicate>(again).Existing.Entry);
        AssertSame(first, Assert.IsType<AppendResult.Duplicate>(elsewhere).Existing.Entry);
        Assert.Empty((await Journal.LoadAsync(other)).Own);
    }

    [ContractFact]
    public async Task Fenced_and_duplicate_members_of_a_batch_do_not_fail_their_neighbours()
    {
        var users = Enumerable.Range(1, 1_000).Select(n => Given.User(n)).Where(user => Journal.PartitionOf(user) == 0).Take(5).ToArray();
        var opened = Given.Opened(users[0]);
        await WrittenAsync(opened, Given.Opened(users[1]));
        Entry[][] appends =
        [
            [Given.Opened(users[2])],
            [Given.Sent(users[0], 2, users[1], 5), Given.Sent(users[0], 3, users[1], 6) with { CommandId = opened.CommandId }],
            [Given.Opened(users[3]), Given.Paid(users[3], 2, Given.Merchant(1), 7)],
            [Given.Sent(users[1], 1, users[0], 5)],
            [Given.Opened(users[4])],
        ];

        var results = await Store.WriteAsync(0, [.. appends.Select(append => PendingAppend.Of([.. append]))], default);

        Assert.Equal([3L], Assert.IsType<AppendResult.Appended>(results[0]).Entries.Select(posted => posted.Position));
        AssertSame(opened, Assert.IsType<AppendResult.Duplicate>(results[1]).Existing.Entry);
        Assert.Equal([4L, 5L], Assert.IsType<AppendResult.Appended>(results[2]).Entries.Select(posted => posted.Position));
        Assert.IsType<AppendResult.Fenced>(results[3]);
        Assert.Equal([6L], Assert.IsType<AppendResult.Appended>(results[4]).Entries.Select(posted => posted.Position));
        Assert.Equal(6, (await Store.ReadFeedAsync(0, after: 0, countMax: 100, default)).Length);
    }

    [ContractFact]
    public async Task A_batch_of_nothing_but_refusals_leaves_the_head_where_it_was()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Opened(user));
        var partition = Journal.PartitionOf(user);

        var results = await Store.WriteAsync(partition, [PendingAppend.Of([Given.Opened(user)])], default);

        Assert.IsType<AppendResult.Fenced>(Assert.Single(results));
        Assert.Equal(1, (await Store.HeadPositionsAsync(default))[partition]);
        Assert.Empty(await AuditFindingsOfChain());
    }

    [ContractFact]
    public async Task Two_appends_of_one_owner_at_once_are_judged_one_after_the_other()
    {
        var user = Given.User(1);

        var both = await Task.WhenAll(
            Journal.AppendAsync([Given.Opened(user)]).AsTask(), Journal.AppendAsync([Given.Frozen(user, 2)]).AsTask(),
            Journal.AppendAsync([Given.Closed(user, 2)]).AsTask());

        Assert.IsType<AppendResult.Appended>(both[0]);
        Assert.IsType<AppendResult.Appended>(both[1]);
        Assert.IsType<AppendResult.Fenced>(both[2]);
    }

    [ContractFact]
    public async Task The_same_command_at_once_from_many_owners_of_many_partitions_is_written_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var command = Given.NewCommand();
            var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(n =>
                Journal.AppendAsync([Given.Opened(Given.User((100 * round) + n)) with { CommandId = command }]).AsTask()));

            var written = Assert.Single(results.OfType<AppendResult.Appended>());
            Assert.All(results.OfType<AppendResult.Duplicate>(), duplicate => AssertSame(written.Entries[0].Entry, duplicate.Existing.Entry));
            Assert.Equal(7, results.OfType<AppendResult.Duplicate>().Count());
        }
    }

    [ContractFact]
    public async Task An_append_that_breaks_a_rule_fails_alone()
    {
        var wrong = Given.Sent(Given.User(1), 1, Given.User(2), amountMinor: 0);

        await Assert.ThrowsAsync<InvariantViolatedException>(() => Journal.AppendAsync([wrong]).AsTask());
        await Assert.ThrowsAsync<InvariantViolatedException>(() => Journal.AppendAsync([]).AsTask());
        await Assert.ThrowsAsync<InvariantViolatedException>(
            () => Journal.AppendAsync([Given.Opened(Given.User(1)), Given.Opened(Given.User(2))]).AsTask());
        await WrittenAsync(Given.Opened(Given.User(1)));
    }

    [ContractFact]
    public async Task What_the_database_refuses_fails_alone_and_its_neighbours_are_written()
    {
        // The rules above would stop it; the database repeats them, for the day on which somebody gets around those.
        var held = new HeldStore(Home.NewStore());
        await using var journal = await GroupCommitJournal.OpenAsync(held, new JournalOptions(), TimeProvider.System);
        var users = Enumerable.Range(1, 1_000).Select(n => Given.User(n)).Where(user => journal.PartitionOf(user) == 0).Take(3).ToArray();
        held.Spoil = append => append.Owner == users[1]
            ? PendingAppend.Of([append.Entries[0] with { Transfers = [new Transfer(Pocket.Cash, users[0], Pocket.Cash, Asset.Cny, -1)] }])
            : append;

        var appends = users.Select(user => journal.AppendAsync([Given.Opened(user)]).AsTask()).ToArray();

        Assert.IsType<AppendResult.Appended>(await appends[0]);
        await Assert.ThrowsAnyAsync<Exception>(() => appends[1]);
        Assert.IsType<AppendResult.Appended>(await appends[2]);
    }

    [ContractFact]
    public async Task The_database_refuses_to_change_what_is_written()
    {
        await WrittenAsync(Given.Opened(Given.User(1)));

        foreach (var table in (string[])["journal_line", "journal_batch"])
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Home.ExecuteAsync($"update {table} set partition = partition"));
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Home.ExecuteAsync($"delete from {table}"));
        }
    }

    [ContractFact]
    public async Task Many_owners_at_once_leave_a_journal_in_which_nothing_is_wrong()
    {
        await Task.WhenAll(Enumerable.Range(1, 50).Select(async n =>
        {
            var user = Given.User(n);
            Assert.IsType<AppendResult.Appended>(await Journal.AppendAsync([Given.Opened(user)]));
            for (var sequence = 2; sequence <= 20; sequence++)
            {
                var result = await Journal.AppendAsync([Given.Frozen(user, sequence)]);
                Assert.IsType<AppendResult.Appended>(result);
            }
        }));

        Assert.Empty(await AuditAsync());
        var heads = (await Journal.ProveAsync()).Heads;
        Assert.Equal(1_000, heads.Sum(head => head.Position));
    }

    private async Task<IEnumerable<Audit.AuditFinding>> AuditFindingsOfChain() =>
        (await AuditAsync()).Where(finding => finding.Rule is Audit.AuditRule.ChainIntact or Audit.AuditRule.BatchIntact);
}
