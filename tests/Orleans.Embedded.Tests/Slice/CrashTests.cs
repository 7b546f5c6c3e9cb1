using Orleans.Embedded;
using Orleans.Runtime;
using Orleans.Streams;
using RuntimeSemantics.Grains;

namespace RuntimeSemantics.Slice;

public sealed class CrashTests
{
    private readonly long key = Stage.NewKey();

    [Fact]
    public async Task A_crash_fails_pending_calls_and_tells_no_grain()
    {
        var silo = await Silos.StartAsync(Silos.With(typeof(LifeGrain)));
        var life = silo.GetGrain<ILifeGrain>(key);
        var running = life.Leave($"crash {key}");
        await Stage.On($"crash {key} started");
        var waiting = life.Calls();
        silo.Crash();
        Assert.IsType<SiloUnavailableException>(await Stage.FailureOf(running));
        Assert.IsType<SiloUnavailableException>(await Stage.FailureOf(waiting));
        Assert.IsType<SiloUnavailableException>(await Stage.FailureOf(life.Calls()));
        Stage.Give($"crash {key}");
        await silo.StopAsync();
        Assert.Equal(["activated"], Stage.Said($"life {key}"));
    }

    [Fact]
    public async Task A_stop_ends_every_activation_and_says_why()
    {
        var silo = await Silos.StartAsync(Silos.With(typeof(LifeGrain)));
        var life = silo.GetGrain<ILifeGrain>(key);
        var running = life.Leave($"stop {key}");
        var other = silo.GetGrain<ILifeGrain>(Stage.NewKey());
        await other.Calls();
        await Stage.On($"stop {key} started");
        var stopping = silo.StopAsync();
        Assert.False(stopping.IsCompleted);
        Stage.Give($"stop {key}");
        await stopping;
        Assert.Equal(1, await running);
        Assert.Equal(["activated", "deactivated ShuttingDown"], Stage.Said($"life {other.GetPrimaryKeyLong()}"));
        Assert.Equal(0, silo.ActivationCount);
        Assert.IsType<SiloUnavailableException>(await Stage.FailureOf(life.Calls()));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever()
    {
        var options = Silos.With(typeof(LifeGrain));
        options.DeactivationTimeout = TimeSpan.FromMilliseconds(50);
        var silo = await Silos.StartAsync(options);
        var running = silo.GetGrain<ILifeGrain>(key).Leave($"stuck {key}");
        await Stage.On($"stuck {key} started");
        await silo.StopAsync();
        Assert.IsType<SiloUnavailableException>(await Stage.FailureOf(running));
        Stage.Give($"stuck {key}");
    }

    [Fact]
    public async Task Two_silos_of_one_process_know_nothing_of_each_other()
    {
        var (one, other) = (await Silos.StartAsync(Silos.With(typeof(LifeGrain))), await Silos.StartAsync(Silos.With(typeof(LifeGrain))));
        await one.GetGrain<ILifeGrain>(key).Calls();
        Assert.Equal(1, await other.GetGrain<ILifeGrain>(key).Calls());
        one.Crash();
        Assert.Equal(2, await other.GetGrain<ILifeGrain>(key).Calls());
        await other.StopAsync();
    }

    [Fact]
    public async Task A_reminder_outlives_the_silo_that_shares_its_table()
    {
        var table = new MemoryReminderTable();
        var first = Silos.With(typeof(RemindedGrain));
        first.Reminders = table;
        var crashed = await Silos.StartAsync(first);
        await crashed.GetGrain<IRemindedGrain>(key).Remind("again", TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1));
        crashed.Crash();
        Assert.Empty(Stage.Said($"reminded {key}"));
        var second = Silos.With(typeof(RemindedGrain));
        second.Reminders = table;
        var successor = await Silos.StartAsync(second);
        Assert.True(await successor.GetGrain<IRemindedGrain>(key).Has("again"));
        await successor.StopAsync();
    }

    [Fact]
    public async Task Nothing_is_said_any_more_of_a_delivery_that_a_stop_broke_off()
    {
        var options = Silos.With(typeof(StuckObserverGrain));
        options.StreamProviders.Add("feed");
        options.DeactivationTimeout = TimeSpan.FromMilliseconds(50);
        var log = new Lines();
        var silo = Silos.Of(options, log);
        await silo.StartAsync();
        await silo.GetStreamProvider("feed").GetStream<Activity>(StreamId.Create("stuck", key)).OnNextAsync(new Activity(1));
        await Stage.On($"observer {key} started");
        await silo.StopAsync();
        Stage.Give($"observer {key}");
        await Task.Delay(200);
        Assert.StartsWith("1 activations did not end in time", Assert.Single(log.Said), StringComparison.Ordinal);
    }
}
