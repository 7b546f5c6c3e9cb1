using System.Text.Json;
using Granary.Fixtures;
using Granary.Journal.Audit;
using Granary.Ledger;

namespace Granary.Journal.Tests;

public abstract class AuditContract(StoreHome home) : JournalContract(home)
{
    private static readonly OwnerId Ada = Given.User(1), Bob = Given.User(2);

    [ContractFact]
    public async Task A_journal_that_nobody_touched_has_no_findings()
    {
        await LivedInAsync();

        Assert.Empty(await AuditAsync());
    }

    [ContractFact]
    public async Task Every_column_that_is_changed_is_found()
    {
        await LivedInAsync();
        string[] changes =
        [
            "owner = owner + 1", "sequence = sequence + 100", $"command_id = {Home.Literal(Given.NewCommand())}", $"request_hash = {Home.Literal(Given.NewCommand())}",
            "kind = 102", "at_ms = at_ms + 1", "debit_pocket = 2", "credit_owner = credit_owner + 1", "credit_pocket = 5", "asset = 840",
            "amount_minor = amount_minor + 1", $"subject = {Home.Literal(Given.NewCommand())}", "reference = 'order-8'", "body = '{}'", "body = body || ' '",
            $"digest = {Home.Literal(new byte[32])}", "position = position + 1000", "partition = 63",
            // What no version knows must be found and not be stumbled over.
            "kind = 4000", "debit_pocket = 129", "credit_pocket = 129", "debit_pocket = 4100", "asset = 1", "owner = 72057594037927936 * 77 + 1",
            "credit_owner = 72057594037927936 * 77 + 1", "owner = -1", "at_ms = -9223372036854775807", "amount_minor = 9223372036854775807",
        ];
        await Home.TamperAsync("create table kept as select * from journal_line");
        foreach (var change in changes)
        {
            await Home.TamperAsync($"update journal_line set {change} where owner = {Ada.Packed} and sequence = 3 and line = 0");

            var findings = await AuditAsync();

            Assert.True(findings.Count > 0, $"nobody noticed: {change}");
            Assert.All(findings, finding => Assert.NotEqual("", finding.ToString()));
            await Home.TamperAsync("delete from journal_line; insert into journal_line select * from kept");
            Assert.Empty(await AuditAsync());
        }
    }

    [ContractFact]
    public async Task A_changed_entry_is_named_with_its_owner_and_place()
    {
        await LivedInAsync();
        await Home.TamperAsync($"update journal_line set amount_minor = amount_minor + 1 where owner = {Ada.Packed} and sequence = 3 and line = 1");

        var finding = Assert.Single(await AuditAsync(), finding => finding.Rule == AuditRule.EntryIntact);

        Assert.Equal((Ada, Journal.PartitionOf(Ada)), (finding.Owner, finding.Partition));
    }

    [ContractFact]
    public async Task A_row_that_is_deleted_is_found_first_line_or_last()
    {
        await LivedInAsync();
        await Home.TamperAsync($"delete from journal_line where owner = {Ada.Packed} and sequence = 3 and line = 1");
        await Home.TamperAsync($"delete from journal_line where owner = {Bob.Packed} and sequence = 1");

        var findings = await AuditAsync();

        Assert.Contains(findings, finding => finding.Rule == AuditRule.EntryIntact && finding.Owner == Ada);
        Assert.Contains(findings, finding => finding.Rule == AuditRule.PositionsGapless);
        Assert.Contains(findings, finding => finding.Rule == AuditRule.SequencesGapless && finding.Owner == Bob);
    }

    [ContractFact]
    public async Task A_whole_batch_that_is_deleted_is_found_in_the_middle_and_at_the_end()
    {
        await LivedInAsync();
        var partition = Journal.PartitionOf(Ada);
        var last = (await Store.HeadPositionsAsync(default))[partition];
        foreach (var position in (long[])[2, last])
        {
            await Home.TamperAsync("create table lines as select * from journal_line; create table batches as select * from journal_batch");
            await Home.TamperAsync($"delete from journal_line where partition = {partition} and position = {position}");
            await Home.TamperAsync($"delete from journal_batch where partition = {partition} and first_position = {position}");

            var rules = (await AuditAsync()).Select(finding => finding.Rule).ToHashSet();

            Assert.Superset(new HashSet<AuditRule> { AuditRule.PositionsGapless, AuditRule.BatchIntact, AuditRule.ChainIntact }, rules);
            await Home.TamperAsync("delete from journal_line; insert into journal_line select * from lines; drop table lines");
            await Home.TamperAsync("delete from journal_batch; insert into journal_batch select * from batches; drop table batches");
        }
    }

    [ContractFact]
    public async Task A_changed_batch_or_head_is_found()
    {
        await LivedInAsync();
        var partition = Journal.PartitionOf(Ada);
        string[] changes =
        [
            $"update journal_batch set digest = {Home.Literal(new byte[32])} where partition = {partition} and first_position = 2",
            $"update journal_batch set chain = {Home.Literal(new byte[32])} where partition = {partition} and first_position = 3",
            $"update journal_batch set last_position = last_position + 1 where partition = {partition} and first_position = 2",
            $"update journal_head set chain = {Home.Literal(new byte[32])} where partition = {partition}",
            $"update journal_head set position = position + 1 where partition = {partition}",
            $"update journal_head set position = position - 1 where partition = {partition}",
        ];
        await Home.TamperAsync("create table batches as select * from journal_batch; create table heads as select * from journal_head");
        foreach (var change in changes)
        {
            await Home.TamperAsync(change);

            Assert.True((await AuditAsync()).Count > 0, $"nobody noticed: {change}");
            await Home.TamperAsync(
                "delete from journal_batch; insert into journal_batch select * from batches; delete from journal_head; insert into journal_head select * from heads");
        }
    }

    [ContractFact]
    public async Task Rows_rewritten_together_with_their_digests_are_found_by_the_chain()
    {
        await LivedInAsync();
        var stored = new List<StoredEntry>();
        await foreach (var entry in Store.ReadEntriesAsync(Journal.PartitionOf(Ada), default)) stored.Add(entry);
        var victim = stored.First(entry => entry.Owner == Ada && entry.Sequence == 3).Entry!;
        var forged = victim with { Transfers = [victim.Transfers[0] with { AmountMinor = 1 }, .. victim.Transfers.Skip(1)] };
        var digest = PendingAppend.Of([forged]).Digests[0];

        await Home.TamperAsync(
            $"update journal_line set amount_minor = 1, digest = {Home.Literal(digest)} where owner = {Ada.Packed} and sequence = 3 and line = 0");

        var rules = (await AuditAsync()).Select(finding => finding.Rule).ToArray();
        Assert.Contains(AuditRule.BatchIntact, rules);
        Assert.DoesNotContain(AuditRule.EntryIntact, rules);
    }

    [ContractFact]
    public async Task An_overdrawn_account_is_found()
    {
        await WrittenAsync(Given.Opened(Ada), Given.Sent(Ada, 2, Bob, 5));

        var finding = Assert.Single(await AuditAsync());

        Assert.Equal((AuditRule.NoNegativeBalance, Ada), (finding.Rule, finding.Owner));
    }

    [ContractFact]
    public async Task Money_at_the_bank_that_is_not_owed_to_anybody_is_found()
    {
        await WrittenAsync(Given.Entry(Given.Custody, 1, new CustodyEvent.DepositReported("x"), new Transfer(Pocket.Issued, Ada, Pocket.Cash, Asset.Cny, 5)));

        Assert.Contains(await AuditAsync(), finding => finding.Rule == AuditRule.LiabilitiesAreCovered);
    }

    [ContractFact]
    public async Task A_snapshot_that_is_not_the_fold_of_its_entries_is_found()
    {
        await LivedInAsync();
        var seen = (await Journal.LoadAsync(Ada)).Seen;
        var wrong = new UserState(Given.Noon + 4, OwnerStatus.Open, new Balances([new Balance(Pocket.Cash, Asset.Cny, 1)]), []);
        var later = new Seen(seen.Sequence, [.. seen.Positions.Select(position => position + 1)]);
        await Journal.SaveSnapshotAsync(new OwnerSnapshot(Ada, later, JsonSerializer.SerializeToUtf8Bytes(wrong, LedgerJson.Default.UserState)));

        var finding = Assert.Single(await AuditAsync());

        Assert.Equal((AuditRule.SnapshotIsTheFold, Ada), (finding.Rule, finding.Owner));
    }

    [ContractFact]
    public async Task A_changed_snapshot_and_a_cursor_ahead_of_its_head_are_found()
    {
        await LivedInAsync();
        await Home.ExecuteAsync($"update snapshot set sequence = sequence - 1 where owner = {Ada.Packed}");
        await Journal.SaveCursorAsync("portraits", 0, 1_000);

        Assert.Equal([AuditRule.SnapshotIsTheFold, AuditRule.CursorsNotAhead], (await AuditAsync()).Select(finding => finding.Rule));
    }

    [ContractFact]
    public async Task A_command_that_two_entries_carry_is_found_though_the_index_is_gone()
    {
        await LivedInAsync();
        await Home.ExecuteAsync("drop index journal_line_by_command");
        var command = (await WrittenAsync(Given.Frozen(Ada, 5)))[0].Entry.CommandId;
        await Home.TamperAsync($"update journal_line set command_id = {Home.Literal(command)} where owner = {Bob.Packed} and sequence = 1");

        Assert.Contains(await AuditAsync(), finding => finding.Rule == AuditRule.CommandsUnique);
    }

    /// <summary>Money comes in, is held, paid and sent, and everybody who can has a snapshot.</summary>
    private async Task LivedInAsync()
    {
        await WrittenAsync(Given.Deposit(1, Ada, 1_000), Given.Opened(Ada), Given.Held(Ada, 2, 300), Given.Paid(Ada, 3, Given.Merchant(1), 200, "order-7"));
        await WrittenAsync(Given.Opened(Bob), Given.Sent(Ada, 4, Bob, 50), Given.Opened(Given.Merchant(1)));
        foreach (var owner in (OwnerId[])[Ada, Bob])
        {
            var history = await Journal.LoadAsync(owner);
            var state = history.Credits.Aggregate(UserState.Empty, (folded, credit) => folded.Apply(credit));
            state = history.Own.Aggregate(state, (folded, posted) => folded.Apply(posted.Entry));
            await Journal.SaveSnapshotAsync(
                new OwnerSnapshot(owner, history.Seen, JsonSerializer.SerializeToUtf8Bytes(state, LedgerJson.Default.UserState)));
        }
        await Journal.SaveCursorAsync("portraits", 0, 1);
        // More after the snapshots: they are compared at what they have seen, not at the end.
        await WrittenAsync(Given.Deposit(2, Bob, 10), Given.Sent(Bob, 2, Ada, 5));
    }
}
