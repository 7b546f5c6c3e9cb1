using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains.Tests.Observing;

/// <summary>Rows that are not what was written hold up those they are about, and nobody else; once they are repaired, nothing is missing.</summary>
public sealed class DamageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Type[] Everything = [typeof(FeedGrain), typeof(MerchantGrain), typeof(MerchantFlowGrain), typeof(VelocityGrain), typeof(ObservatoryGrain)];

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Observers_step_past_damage_and_count_what_is_repaired_once_whoever_died_meanwhile(int seed)
    {
        var random = new Random(seed);
        await using var market = new Market();
        await market.StartAsync(Everything);
        for (var round = 0; round < 15; round++)
        {
            // Before they are written, so that nobody can have read them whole.
            for (var n = 1; n <= 16; n++) if (random.Next(4) == 0) market.Journal.Damaged[market.Journal.Entries.Count + n] = true;
            market.DoBusiness(random, random.Next(2, 12));
            await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
            await market.Silo.GetGrain<IVelocityGrain>(0).CatchUp();
            Assert.Equal(market.VelocitiesOfTheJournal(posted => !market.Journal.Damaged.ContainsKey(posted.Position)), await market.VelocitiesOfTheObserver());
            foreach (var position in market.Journal.Damaged.Keys.Where(_ => random.Next(3) == 0)) market.Journal.Damaged.TryRemove(position, out _);
            if (random.Next(3) == 0) await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
            if (random.Next(3) != 0) continue;
            market.Kill();
            await market.StartAsync(Everything);
        }

        market.Journal.Damaged.Clear();
        // What is repaired is kept together with what comes next.
        market.DoBusiness(random, entryCount: 1);
        await Until(async () =>
        {
            await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
            return market.FlowsOfTheJournal().SequenceEqual(await market.FlowsOfTheObserver());
        });
        await market.Silo.GetGrain<IVelocityGrain>(0).CatchUp();
        Assert.Equal(market.VelocitiesOfTheJournal(), await market.VelocitiesOfTheObserver());
    }

    [Fact]
    public async Task Two_observers_that_both_live_count_a_repaired_entry_once()
    {
        var random = new Random(12);
        await using var market = new Market();
        await market.StartAsync(Everything);
        var other = await market.NewHostAsync(typeof(MerchantFlowGrain));
        for (var round = 0; round < 40; round++)
        {
            market.Journal.Damaged[random.Next(market.Journal.Entries.Count) + 3] = true;
            market.DoBusiness(random, random.Next(1, 4));
            await Task.WhenAll(Enumerable.Range(0, random.Next(3)).Select(_ =>
                (random.Next(2) == 0 ? other : market.Silo).GetGrain<IMerchantFlowGrain>(0).CatchUp()));
            if (random.Next(2) == 0) market.Journal.Damaged.Clear();
        }
        market.Journal.Damaged.Clear();
        market.DoBusiness(random, entryCount: 1);

        await Until(async () =>
        {
            await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
            await other.GetGrain<IMerchantFlowGrain>(0).CatchUp();
            return market.FlowsOfTheJournal().SequenceEqual(await market.FlowsOfTheObserver());
        });
        await other.StopAsync();
    }

    [Fact]
    public async Task The_feed_brings_others_their_credits_and_what_is_repaired_to_whom_it_credits()
    {
        await using var market = new Market();
        var host = await market.StartAsync(Everything);
        await host.GetGrain<IFeedGrain>(0).Start();
        await Until(async () => (await host.GetGrain<IFeedGrain>(0).Status()).Position == market.Journal.Entries.Count);
        market.Journal.Damaged[market.Journal.Entries.Count + 1] = true;
        market.PayClosedShop(amountMinor: 7);
        market.Kill();
        host = await market.StartAsync(Everything);
        await host.GetGrain<IFeedGrain>(0).Start();
        var end = market.PayShop(amountMinor: 5);

        // A shop that nobody asks is told of what lies behind the damage.
        await Until(async () => (await host.GetGrain<IFeedGrain>(0).Status()).Position >= end.Position);
        Assert.Equal(0, market.LateMoney.MovedMinor);
        await Assert.ThrowsAsync<CorruptEntryException>(() => host.GetGrain<IMerchantGrain>(Market.ClosedShop.Number).Read());
        Assert.Equal(10_005, (await host.GetGrain<IMerchantGrain>(1).Read()).Balances.Of(Pocket.Cash, Asset.Cny));

        market.Journal.Damaged.Clear();
        await Until(() => Task.FromResult(market.LateMoney.MovedMinor == 7));
    }

    [Fact]
    public async Task No_push_says_that_nothing_lies_where_an_entry_is_damaged()
    {
        await using var market = new Market();
        var host = await market.StartAsync(Everything);
        await host.GetGrain<IFeedGrain>(0).Start();
        var shop = host.GetGrain<IMerchantGrain>(1);
        Assert.Equal(10_000, (await shop.Read()).Balances.Of(Pocket.Cash, Asset.Cny));
        await Until(async () => (await host.GetGrain<IFeedGrain>(0).Status()).Position == market.Journal.Entries.Count);
        market.Journal.Damaged[market.Journal.Entries.Count + 1] = true;
        market.PayShop(amountMinor: 7);
        var end = market.PayShop(amountMinor: 5);
        await Until(async () => (await host.GetGrain<IFeedGrain>(0).Status()).Position >= end.Position);

        market.Journal.Damaged.Clear();
        // Had it taken the five as all that came, the seven would be behind what it knows.
        Assert.Equal(10_012, (await host.GetGrain<IMerchantGrain>(1).Read()).Balances.Of(Pocket.Cash, Asset.Cny));
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
