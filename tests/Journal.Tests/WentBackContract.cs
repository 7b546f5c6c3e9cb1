using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>A journal that ends before what was known to be in it: a restored backup, a standby that lacked something.</summary>
public abstract class WentBackContract(StoreHome home) : JournalContract(home)
{
    [ContractFact]
    public async Task Appends_end_in_doubt_and_nothing_more_is_taken_once_the_journal_is_seen_to_have_gone_back()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Opened(user), Given.Frozen(user, 2), Given.Frozen(user, 3));
        await GoBackAsync(Journal.PartitionOf(user), positions: 1);

        // Over a memory that knows sequence 2 only, as somebody's who did not write the lost entry.
        var late = await Journal.AppendAsync([Given.Frozen(user, 3)]);

        Assert.IsType<AppendResult.Unknown>(late);
        Assert.Contains("ends at 2 and was known to reach 3", await Journal.WentBack.WaitAsync(TimeSpan.FromSeconds(10)), StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.AppendAsync([Given.Frozen(user, 4)]).AsTask());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.SaveSnapshotAsync(
            new OwnerSnapshot(user, new Seen(3, [.. new long[Journal.PartitionCount]]), "{}"u8.ToArray())).AsTask());
    }

    [ContractFact]
    public async Task A_look_at_the_head_notices_a_journal_that_has_gone_back()
    {
        var user = Given.User(1);
        await WrittenAsync(Given.Opened(user), Given.Frozen(user, 2));
        var partition = Journal.PartitionOf(user);
        Assert.Equal(2, await Journal.HeadPositionAsync(partition));
        Assert.False(Journal.WentBack.IsCompleted);

        await GoBackAsync(partition, positions: 1);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.HeadPositionAsync(partition).AsTask());
        Assert.True(Journal.WentBack.IsCompleted);
    }

    private Task GoBackAsync(int partition, int positions) => Home.TamperAsync(
        $"""
        delete from journal_line where partition = {partition} and position > (select position - {positions} from journal_head where partition = {partition});
        delete from journal_batch where partition = {partition} and last_position > (select position - {positions} from journal_head where partition = {partition});
        update journal_head set position = position - {positions} where partition = {partition}
        """);
}
