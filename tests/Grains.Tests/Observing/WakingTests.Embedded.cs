using Granary.Ledger;

namespace Granary.Grains.Tests.Observing;

/// <summary>Velocity keeps nothing: wherever in a window it wakes, it comes to what one finds who counts every payment.</summary>
public sealed class WakingTests
{
    private static readonly Type[] Grains = [typeof(VelocityGrain), typeof(ObservatoryGrain)];

    // Up to forty seconds from one to the next: several hours, of which the last one and the slack still matter.
    [Theory, InlineData(1, 0), InlineData(2, 0), InlineData(3, (int)Velocity.SlackMs), InlineData(4, (int)Velocity.SlackMs), InlineData(5, 1_000)]
    public async Task Who_wakes_in_the_middle_of_a_window_counts_as_if_it_had_always_lived(int seed, int lateMsMax)
    {
        var random = new Random(seed);
        await using var market = new Market();
        for (var round = 0; round < 12; round++)
        {
            market.DoBusiness(random, entryCount: 60, stepMsMax: 40_000, lateMsMax);
            await market.StartAsync(Grains);
            Assert.Equal(market.VelocitiesOfTheJournal(), await market.VelocitiesOfTheObserver());
            // And goes on from there while it lives.
            market.DoBusiness(random, entryCount: 5, stepMsMax: 40_000, lateMsMax);
            Assert.Equal(market.VelocitiesOfTheJournal(), await market.VelocitiesOfTheObserver());
            market.Kill();
        }
    }

    [Theory, InlineData(-1), InlineData(0), InlineData(1)]
    public async Task Who_wakes_just_as_a_payment_leaves_a_window_counts_to_the_millisecond(int beyondMs)
    {
        var random = new Random(7);
        await using var market = new Market();
        market.DoBusiness(random, entryCount: 200, stepMsMax: 40_000);
        var times = market.Journal.Entries.Where(posted => posted.Entry.Event is UserEvent.PaymentMade).Select(posted => posted.Entry.AtMs).ToList();
        foreach (var windowMs in Velocity.WindowsMs)
        {
            market.NowMs = times[times.Count / 2] + windowMs + beyondMs;
            await market.StartAsync(Grains);
            Assert.Equal(market.VelocitiesOfTheJournal(), await market.VelocitiesOfTheObserver());
            market.Kill();
        }
    }

    [Fact]
    public async Task Who_wakes_where_entries_are_damaged_counts_all_that_can_be_read()
    {
        var random = new Random(8);
        await using var market = new Market();
        market.DoBusiness(random, entryCount: 400, stepMsMax: 40_000);
        for (var round = 0; round < 20; round++)
        {
            market.Journal.Damaged.Clear();
            // Single ones, and a piece in which the search for the beginning is sure to land.
            foreach (var posted in market.Journal.Entries.Where(_ => random.Next(20) == 0)) market.Journal.Damaged[posted.Position] = true;
            var from = random.Next(market.Journal.Entries.Count);
            for (var n = 0; n < random.Next(40); n++) market.Journal.Damaged[from + n] = true;

            await market.StartAsync(Grains);
            Assert.Equal(market.VelocitiesOfTheJournal(posted => !market.Journal.Damaged.ContainsKey(posted.Position)), await market.VelocitiesOfTheObserver());
            market.Kill();
        }
    }
}
