using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;

namespace RuntimeSemantics.Slice;

public sealed class OutsideSchedulerTests
{
    [Fact]
    public void The_same_seed_gives_the_same_history_on_one_thread()
    {
        var (first, again, other) = (HistoryOf(seed: 42), HistoryOf(seed: 42), HistoryOf(seed: 43));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.All(first, line => Assert.EndsWith($" on {Environment.CurrentManagedThreadId}", line, StringComparison.Ordinal));
        Assert.Contains(first, line => line.Contains("hears", StringComparison.Ordinal));
        Assert.Contains(first, line => line.Contains("ticks", StringComparison.Ordinal));
        Assert.Contains(first, line => line.Contains("reminded", StringComparison.Ordinal));
        Assert.Contains(first, line => line.Contains("deactivated ActivationIdle", StringComparison.Ordinal));
        Assert.Contains(first, line => line.Contains("deactivated ShuttingDown", StringComparison.Ordinal));
    }

    [Fact]
    public void Hours_of_waiting_take_no_time_and_a_timeout_comes_when_it_is_due()
    {
        var watch = Stopwatch.StartNew();
        var scheduler = new OutsideScheduler(seed: 1);
        var silo = SiloOn(scheduler, new Diary());
        var waited = scheduler.Run(async () =>
        {
            await silo.StartAsync();
            var before = scheduler.Time.GetUtcNow();
            Assert.IsType<TimeoutException>(await Failure(silo.GetGrain<IWalkerGrain>(1).Sleep(TimeSpan.FromHours(5))));
            var waited = scheduler.Time.GetUtcNow() - before;
            await scheduler.Time.Wait(TimeSpan.FromHours(6));
            return waited;
        });
        Assert.InRange(waited, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
        Assert.True(watch.Elapsed < Stage.Patience);
    }

    [Fact]
    public void A_crash_under_an_outside_scheduler_leaves_nothing_that_still_runs()
    {
        var scheduler = new OutsideScheduler(seed: 1);
        var diary = new Diary();
        var silo = SiloOn(scheduler, diary);
        var lines = scheduler.Run(async () =>
        {
            await silo.StartAsync();
            var walking = silo.GetGrain<IWalkerGrain>(1).Walk(9);
            await scheduler.Time.Wait(TimeSpan.FromSeconds(5));
            silo.Crash();
            var lines = diary.Lines.Count;
            Assert.IsType<Orleans.Runtime.SiloUnavailableException>(await Failure(walking));
            await scheduler.Time.Wait(TimeSpan.FromHours(5));
            return lines;
        });
        Assert.True(lines > 0);
        Assert.Equal(lines, diary.Lines.Count);
    }

    // Assert.ThrowsAsync would leave the scheduler.
    private static async Task<Exception?> Failure(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static IReadOnlyList<string> HistoryOf(int seed)
    {
        var scheduler = new OutsideScheduler(seed);
        var diary = new Diary();
        var silo = SiloOn(scheduler, diary);
        return scheduler.Run(async () =>
        {
            await silo.StartAsync();
            await Task.WhenAll(Enumerable.Range(0, 5).Select(number => silo.GetGrain<IWalkerGrain>(number).Walk(6 + number)));
            await scheduler.Time.Wait(TimeSpan.FromMinutes(90));
            await silo.GetGrain<IWalkerGrain>(1).Walk(1);
            await silo.StopAsync();
            return diary.Lines;
        });
    }

    private static EmbeddedSilo SiloOn(OutsideScheduler scheduler, Diary diary)
    {
        var options = new EmbeddedOptions { Scheduler = scheduler, TimeProvider = scheduler.Time };
        options.GrainClasses.Add(typeof(WalkerGrain));
        options.StreamProviders.Add("feed");
        return new EmbeddedSilo(new ServiceCollection().AddSingleton(diary).BuildServiceProvider(), options);
    }
}
