using Granary.Ledger;

namespace Granary.Grains.Tests.Hosts;

public sealed class HostTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-hosts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Two_hosts_that_both_believe_to_own_a_user_never_spend_its_money_twice()
    {
        await using var one = await GranaryHost.StartAsync(folder);
        await using var two = await GranaryHost.StartAsync(folder);
        var (user, shop) = await one.OpenTownAsync(cashMinor: 100);
        var elsewhere = two.Grains.GetGrain<IUserGrain>(user.GetPrimaryKeyLong());

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? user : elsewhere).Execute(Pay((i % 2 == 0 ? one : two).NextId(i % 2 == 0 ? "one" : "two"), shop, amountMinor: 10))));

        Assert.Equal(10, answers.Count(answer => answer.Outcome == Outcome.Accepted));
        // Busy is allowed: it says that a host lost the race too often, and that nothing happened.
        Assert.All(answers.Where(answer => answer.Outcome != Outcome.Accepted), answer => Assert.Contains(answer.Outcome, (Outcome[])[Outcome.InsufficientFunds, Outcome.Busy]));
        Assert.Equal(0, (await user.Read()).Balances.Of(Pocket.Cash, Asset.Cny));
        Assert.All((await one.Grains.GetGrain<IAuditGrain>(0).Prove()).Sums(), sum => Assert.Equal(0, sum.SumMinor));
    }

    [Fact]
    public async Task One_command_sent_to_two_hosts_at_once_is_carried_out_once()
    {
        await using var one = await GranaryHost.StartAsync(folder);
        await using var two = await GranaryHost.StartAsync(folder);
        var (user, shop) = await one.OpenTownAsync(cashMinor: 100);
        var elsewhere = two.Grains.GetGrain<IUserGrain>(user.GetPrimaryKeyLong());

        for (var i = 0; i < 10; i++)
        {
            var pay = Pay(one.NextId("pay"), shop, amountMinor: 1);
            var answers = await Task.WhenAll(user.Execute(pay), elsewhere.Execute(pay));
            Assert.All(answers, answer => Assert.Equal(Outcome.Accepted, answer.Outcome));
            Assert.Equal(answers[0].Entry!.Sequence, answers[1].Entry!.Sequence);
            Assert.Single(answers, answer => answer.Replayed);
        }

        Assert.Equal(90, (await elsewhere.Read()).Balances.Of(Pocket.Cash, Asset.Cny));
    }

    [Fact]
    public async Task The_feed_brings_a_payment_to_its_merchant_without_anybody_asking_the_merchant()
    {
        // With a snapshot after every change, the journal shows what the merchant was told.
        await using var host = await GranaryHost.StartAsync(folder, new BookLimits(ChangesPerSnapshot: 1));
        var (user, shop) = await host.OpenTownAsync(cashMinor: 100);
        var opened = (await host.Journal.LoadAsync(shop)).Snapshot;

        await user.Execute(Pay(host.NextId("pay"), shop, amountMinor: 40));

        await Until(async () => (await host.Journal.LoadAsync(shop)).Snapshot is { } told && !told.Seen.Equals(opened?.Seen)
            && told.State.Span.IndexOf("\"pending\""u8) >= 0);
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        Answer paid;
        await using (var host = await GranaryHost.StartAsync(folder))
        {
            var (user, shop) = await host.OpenTownAsync(cashMinor: 100);
            paid = await user.Execute(Pay(host.NextId("pay"), shop, amountMinor: 40));
        }

        await using var again = await GranaryHost.StartAsync(folder);
        var view = await again.Grains.GetGrain<IUserGrain>(1).Read();
        var trace = await again.Grains.GetGrain<IAuditGrain>(0).TraceCommand(paid.Entry!.CommandId);

        Assert.Equal(60, view.Balances.Of(Pocket.Cash, Asset.Cny));
        Assert.Equal(paid.Entry.Sequence, Assert.Single(trace).Entry.Sequence);
    }

    private static UserCommand.Pay Pay(Guid id, OwnerId shop, long amountMinor) =>
        new(id, default, [new Share(shop, amountMinor)], Asset.Cny, Scene.Mall, Order: null);

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
