using System.Text;
using Granary.Fixtures;

namespace Granary.Journal.Tests;

public abstract class ObservingContract(StoreHome home) : JournalContract(home)
{
    private const string Observer = "flow";
    private const int Today = 739_000;

    [ContractFact]
    public async Task What_an_observer_keeps_is_there_with_its_position()
    {
        Assert.True(await Journal.SaveObservationsAsync(Observer, 0, from: 0, to: 3, [Row("merchant-1", Today, "a"), Row("merchant-2", Today, "b")]));
        Assert.True(await Journal.SaveObservationsAsync(Observer, 0, from: 3, to: 4, [Row("merchant-1", Today, "c")]));
        Assert.True(await Journal.SaveObservationsAsync(Observer, 0, from: 4, to: 9, []));

        Assert.Equal(9, await Store.ReadCursorAsync(Observer, 0, default));
        var read = await Store.ReadObservationsAsync(Observer, 0, [("merchant-1", Today), ("merchant-2", Today), ("merchant-3", Today)], default);
        Assert.Equal(["merchant-1 c", "merchant-2 b"], read.Select(Text).Order());
    }

    [ContractFact]
    public async Task Of_two_observers_at_one_position_one_goes_on_and_the_other_writes_nothing()
    {
        var both = await Task.WhenAll(
            Journal.SaveObservationsAsync(Observer, 0, from: 0, to: 3, [Row("merchant-1", Today, "one")]).AsTask(),
            Store.SaveObservationsAsync(Observer, 0, from: 0, to: 5, [Row("merchant-1", Today, "other")], default).AsTask());

        Assert.Single(both, saved => saved);
        var row = Assert.Single(await Journal.ReadObservationsAsync(Observer, 0, [("merchant-1", Today)]));
        Assert.Equal(both[0] ? ("merchant-1 one", 3L) : ("merchant-1 other", 5L), (Text(row), await Journal.ReadCursorAsync(Observer, 0)));
        Assert.False(await Journal.SaveObservationsAsync(Observer, 0, from: 2, to: 9, [Row("merchant-1", Today, "from elsewhere")]));
        Assert.False(await Journal.SaveObservationsAsync(Observer, 1, from: 7, to: 9, [Row("merchant-1", Today, "from nowhere")]));
        Assert.Equal(row.State.ToArray(), Assert.Single(await Journal.ReadSubjectAsync(Observer, "merchant-1", Today, Today)).State.ToArray());
    }

    [ContractFact]
    public async Task A_subject_is_read_over_all_partitions_within_its_days_and_by_one_observer()
    {
        for (var partition = 0; partition < 2; partition++)
        {
            await Journal.SaveObservationsAsync(
                Observer, partition, from: 0, to: 1, [.. Enumerable.Range(0, 4).Select(day => Row("merchant-1", Today + day, $"p{partition}d{day}"))]);
        }
        await Journal.SaveObservationsAsync("other", 0, from: 0, to: 1, [Row("merchant-1", Today + 1, "not this")]);

        var read = await Journal.ReadSubjectAsync(Observer, "merchant-1", Today + 1, Today + 2);
        Assert.Equal(["p0d1", "p1d1", "p0d2", "p1d2"], read.Select(row => Encoding.UTF8.GetString(row.State.Span)));
    }

    [ContractFact]
    public async Task Of_an_observer_that_is_deleted_nothing_is_left_in_its_partition_and_everything_elsewhere()
    {
        var rows = Enumerable.Range(0, 20).Select(day => Row("merchant-1", Today + day, "a")).ToList();
        foreach (var (observer, partition) in new[] { (Observer, 0), (Observer, 1), ("other", 0) })
        {
            Assert.True(await Journal.SaveObservationsAsync(observer, partition, from: 0, to: -3, rows));
        }

        await Journal.DeleteObservationsAsync(Observer, 0);
        await Journal.DeleteObservationsAsync(Observer, 0);

        Assert.Equal((0, -3, -3), (await Journal.ReadCursorAsync(Observer, 0), await Journal.ReadCursorAsync(Observer, 1), await Journal.ReadCursorAsync("other", 0)));
        Assert.Empty(await Journal.ReadObservationsAsync(Observer, 0, [.. rows.Select(row => (row.Subject, row.Day))]));
        Assert.Equal(20, (await Journal.ReadSubjectAsync(Observer, "merchant-1", Today, Today + 99)).Length);
        Assert.Equal(20, (await Journal.ReadSubjectAsync("other", "merchant-1", Today, Today + 99)).Length);
        // Who did not notice goes on from where it was, and is told.
        Assert.False(await Journal.SaveObservationsAsync(Observer, 0, from: -3, to: -4, rows));
        Assert.True(await Journal.SaveObservationsAsync(Observer, 0, from: 0, to: -1, []));
    }

    [ContractFact]
    public async Task One_leads_a_partition_and_the_next_when_that_one_has_gone()
    {
        var first = await Journal.TryLeadFeedAsync(0);
        Assert.NotNull(first);
        Assert.Null(await Store.TryLeadFeedAsync(0, default));
        Assert.True(await first.RenewAsync());
        await using var elsewhere = await Store.TryLeadFeedAsync(1, default);
        Assert.NotNull(elsewhere);

        await first.DisposeAsync();

        await using var second = await Store.TryLeadFeedAsync(0, default);
        Assert.NotNull(second);
        Assert.Null(await Journal.TryLeadFeedAsync(0));
    }

    protected static Observation Row(string subject, int day, string state) => new(subject, day, Encoding.UTF8.GetBytes(state));

    private static string Text(Observation row) => $"{row.Subject} {Encoding.UTF8.GetString(row.State.Span)}";
}
