using Granary.Journal;
using Granary.Ledger;
using Orleans.Embedded;
using Orleans.Runtime;

namespace Granary.Grains.Tests.Observing;

/// <summary>Deliveries are lost, doubled and reordered, feeds and observers die between two steps: what comes of it counts each entry once.</summary>
public sealed class ExactlyOnceTests
{
    private static readonly Type[] Observers = [typeof(MerchantFlowGrain), typeof(VelocityGrain), typeof(ObservatoryGrain)];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public async Task Lost_doubled_and_reordered_deliveries_count_once(int seed)
    {
        var random = new Random(seed);
        await using var market = new Market();
        await market.StartAsync(Observers);
        for (var round = 0; round < 40; round++)
        {
            market.DoBusiness(random, random.Next(1, 12));
            // A piece of the journal, with holes, twice over, in any order.
            var from = random.Next(market.Journal.Entries.Count);
            var piece = market.Journal.Entries.Skip(from).Take(random.Next(1, 30)).Where(_ => random.Next(4) > 0).ToList();
            if (random.Next(2) == 0) piece = [.. piece.Concat(piece).OrderBy(_ => random.Next())];
            await market.Tell(piece);
            if (random.Next(5) == 0) Assert.Equal(market.VelocitiesOfTheJournal(), await market.VelocitiesOfTheObserver());
            if (random.Next(10) != 0) continue;
            market.Kill();
            await market.StartAsync(Observers);
        }

        Assert.Equal(market.VelocitiesOfTheJournal(), await market.VelocitiesOfTheObserver());
        await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();

        Assert.Equal(market.FlowsOfTheJournal(), await market.FlowsOfTheObserver());
    }

    [Fact]
    public async Task Two_observers_that_both_live_come_to_the_same_as_one()
    {
        var random = new Random(11);
        await using var market = new Market();
        await market.StartAsync(typeof(MerchantFlowGrain));
        var other = await market.NewHostAsync(typeof(MerchantFlowGrain));
        for (var round = 0; round < 60; round++)
        {
            market.DoBusiness(random, random.Next(1, 6));
            await Task.WhenAll(Enumerable.Range(0, random.Next(3)).Select(_ =>
                (random.Next(2) == 0 ? other : market.Silo).GetGrain<IMerchantFlowGrain>(0).CatchUp()));
        }
        await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
        await other.GetGrain<IMerchantFlowGrain>(0).CatchUp();
        await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
        await other.StopAsync();

        Assert.Equal(market.FlowsOfTheJournal(), await market.FlowsOfTheObserver());
    }

    [Fact]
    public async Task An_observer_that_cannot_start_anew_when_it_must_counts_nothing_until_it_has()
    {
        var random = new Random(12);
        await using var market = new Market();
        await market.StartAsync(typeof(MerchantFlowGrain));
        var other = await market.NewHostAsync(typeof(MerchantFlowGrain));
        market.DoBusiness(random, entryCount: 10);
        await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
        market.DoBusiness(random, entryCount: 10);
        await other.GetGrain<IMerchantFlowGrain>(0).CatchUp();
        market.DoBusiness(random, entryCount: 10);
        // The other one was faster, and half of what this one needs to begin again cannot be read.
        market.Journal.CannotRead = subject => subject == "(skipped)";
        await Assert.ThrowsAsync<JournalUnavailableException>(() => market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp());
        market.Journal.CannotRead = _ => false;
        market.DoBusiness(random, entryCount: 10);

        await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
        await market.Silo.GetGrain<IMerchantFlowGrain>(0).CatchUp();
        await other.StopAsync();

        Assert.Equal(market.FlowsOfTheJournal(), await market.FlowsOfTheObserver());
    }

    [Fact]
    public async Task A_lost_end_of_the_stream_is_found_without_another_delivery()
    {
        await using var market = new Market();
        await market.StartAsync(typeof(MerchantFlowGrain));
        market.DoBusiness(new Random(6), entryCount: 10);
        await market.Tell([market.Journal.Entries[0]]);
        market.DoBusiness(new Random(7), entryCount: 10);

        await Until(async () => market.FlowsOfTheJournal().SequenceEqual(await market.FlowsOfTheObserver()));
    }

    [Fact]
    public async Task The_host_of_feed_and_observer_may_die_at_every_step()
    {
        var random = new Random(618);
        // As long as there is a call left to die at: the last round ends without a kill.
        for (var (killAt, wasKilled) = (1, true); wasKilled; killAt++)
        {
            await using var market = new Market();
            market.DoBusiness(random, entryCount: 30);
            var (calls, steps) = (0, new List<string>());
            wasKilled = false;
            market.Journal.OnFollowing = step =>
            {
                lock (steps)
                {
                    steps.Add(step);
                    if (++calls != killAt || killAt > 60) return;
                    wasKilled = true;
                    market.Kill();
                    throw new JournalUnavailableException("the process is gone");
                }
            };
            await Run(market);
            market.DoBusiness(random, entryCount: 5);
            if (market.Running is null) await Run(market);

            await Until(async () =>
            {
                if (market.Running is null) await Run(market);
                await Settle(market.Running);
                return market.FlowsOfTheJournal().SequenceEqual(await market.FlowsOfTheObserver())
                    && market.LateMoney.MovedMinor == market.LateMoney.ReachedMinor;
            });
            market.Journal.OnFollowing = _ => { };
            if (market.Running is null) await Run(market);
            Assert.True(market.VelocitiesOfTheJournal().SequenceEqual(await market.VelocitiesOfTheObserver()), $"killed at call {killAt}: {string.Join(", ", steps)}");
            foreach (var shop in Market.Shops)
            {
                Assert.True(
                    CashIn(market, shop) == (await market.Silo.GetGrain<IMerchantGrain>(shop.Number).Read()).Balances.Of(Pocket.Cash, Asset.Cny),
                    $"killed at call {killAt}: {string.Join(", ", steps)}");
            }
        }
    }

    private static async Task Run(Market market)
    {
        var host = await market.StartAsync([typeof(FeedGrain), typeof(MerchantGrain), .. Observers]);
        await Whatever(host.GetGrain<IFeedGrain>(0).Start());
    }

    // Sooner than it would by itself; a kill in the middle of it is as good as any other.
    private static async Task Settle(EmbeddedSilo? host)
    {
        if (host is null) return;
        await Whatever(host.GetGrain<IMerchantFlowGrain>(0).CatchUp());
        await Whatever(host.GetGrain<IObservatoryGrain>(0).VelocityOf(Market.Subjects.First()));
    }

    private static async Task Whatever(Task mayBeKilled)
    {
        try
        {
            await mayBeKilled;
        }
        catch (Exception killed) when (killed is JournalUnavailableException or SiloUnavailableException)
        {
        }
    }

    [Fact]
    public async Task A_feed_that_could_not_learn_where_to_begin_lets_another_lead_and_begins_later()
    {
        await using var market = new Market();
        market.Journal.AreCursorsGone = true;
        var host = await market.StartAsync(typeof(FeedGrain), typeof(MerchantGrain));
        var tries = 0;
        market.Journal.OnLeading = () => tries++;
        await host.GetGrain<IFeedGrain>(0).Start();
        await Until(() => Task.FromResult(tries > 0 && market.Journal.Leader is null));

        market.Journal.AreCursorsGone = false;

        await Until(async () => await host.GetGrain<IFeedGrain>(0).Status() is { IsLeading: true } status && status.Position == market.Journal.Entries.Count);
    }

    private static long CashIn(Market market, OwnerId shop) =>
        market.Journal.Entries.SelectMany(posted => posted.Entry.Transfers, (posted, transfer) =>
            (transfer.CreditOwner == shop ? transfer.AmountMinor : 0) - (posted.Entry.Owner == shop ? transfer.AmountMinor : 0)).Sum();

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
