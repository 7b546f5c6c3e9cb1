using Granary.Grains;
using Granary.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Embedded;

namespace Granary.Simulation;

/// <summary>One process of the cluster: a silo with the real grains, its own clock, its own way to the journal. Ends for good; a restart is a new one.</summary>
internal sealed class Host
{
    private const long FeedStartUs = 1_000_000;

    private readonly Lane lane;
    private readonly VirtualTime time;
    private readonly EmbeddedSilo silo;
    private readonly ServiceProvider services;
    private readonly Func<long> businessMs;
    private readonly ModelSender sender;
    private readonly bool hasWebhooks;

    /// <param name="businessMs">The time that the business has by the clocks on its walls; each host's own is off by a little.</param>
    public Host(string name, Lane lane, Climate climate, Surroundings around, ModelJournal journal, PlantedBug? bug, Func<long> businessMs, Action<string> accuse)
    {
        var time = around.Time;
        hasWebhooks = climate.Webhooks.HasAny;
        // A bell that is called each second must not fall asleep in between.
        var idleAgeMs = hasWebhooks ? Math.Max(climate.IdleOwnerAgeMs, 4 * (int)(FeedStartUs / 1_000)) : climate.IdleOwnerAgeMs;
        sender = PlantedBug.SenderOf(bug, around, () => ClockMs);
        (Name, this.lane, this.time, Journal, this.businessMs) = (name, lane, time, journal, businessMs);
        var options = new EmbeddedOptions
        {
            SiloName = name,
            Scheduler = lane,
            TimeProvider = new LaneTime(time, lane),
            ResponseTimeout = TimeSpan.FromMilliseconds(climate.ResponseTimeoutMs),
            CollectionAge = TimeSpan.FromMilliseconds(idleAgeMs),
            CollectionQuantum = TimeSpan.FromMilliseconds(idleAgeMs / 2),
            DeactivationTimeout = TimeSpan.FromSeconds(2),
            QueuedBatchesMax = climate.QueuedBatchesMax,
            StreamsThrough = calm => new StormyStreams(calm, around.Streams),
        };
        options.StreamProviders.Add("feed");
        foreach (var grain in PlantedBug.GrainsOf(bug)) options.GrainClasses.Add(grain);
        var limits = BookLimits.Default with
        {
            QueuedCommandsMax = climate.QueuedCommandsMax,
            CommandsPerAppendMax = climate.CommandsPerAppendMax,
            AttemptsMax = climate.AttemptsMax,
            ChangesPerSnapshot = climate.ChangesPerSnapshot,
            ChangesWorthKeeping = Math.Min(32, climate.ChangesPerSnapshot / 2),
        };
        services = new ServiceCollection()
            .AddSingleton<IJournal>(journal).AddSingleton<IJournalQueries>(journal).AddSingleton<IObservationStore>(journal)
            .AddSingleton(options.TimeProvider).AddSingleton<IBusinessClock>(new HostClock(this)).AddSingleton(new HostName("simulated"))
            .AddSingleton(new OwnerDirectory(journal, options.TimeProvider))
            .AddSingleton<ILoggerFactory>(new WatchfulLog(accuse)).AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(limits).AddSingleton<BookContext>()
            .AddSingleton<IWebhookSender>(sender).AddSingleton(climate.Webhooks.Options)
            .BuildServiceProvider();
        silo = new EmbeddedSilo(services, options);
    }

    public string Name { get; }

    public ModelJournal Journal { get; }

    public bool IsUp { get; private set; }

    public bool IsStopping { get; private set; }

    public bool IsPaused => lane.IsPaused;

    /// <summary>By how much this host's clock is off.</summary>
    public long ClockSkewMs { get; set; }

    public long ClockMs => businessMs() + ClockSkewMs;

    public IGrainFactory Grains => silo;

    public void Start()
    {
        lane.Start(async () =>
        {
            await silo.StartAsync();
            IsUp = true;
            KeepFeedsAlive();
        });
    }

    /// <summary>kill -9: nothing of it happens any more, except what it had already sent to the journal.</summary>
    public void Crash()
    {
        IsUp = false;
        Journal.IsHostDead = sender.IsHostDead = true;
        lane.IsPaused = false;
        silo.Crash();
        lane.Kill();
        services.Dispose();
    }

    /// <summary>SIGTERM: its owners keep snapshots and leave memory, then it ends.</summary>
    public void Stop(Action stopped)
    {
        IsStopping = true;
        sender.Leave();
        lane.Start(async () =>
        {
            await silo.StopAsync();
            // Not from inside the lane that ends with it.
            time.After(delayUs: 0, () =>
            {
                if (IsUp) Crash();
                stopped();
            });
        });
    }

    /// <summary>SIGSTOP: it does nothing, and believes afterwards that nothing has happened.</summary>
    public void Pause(long forUs)
    {
        lane.IsPaused = true;
        time.After(forUs, Resume);
    }

    public void Resume() => lane.IsPaused = false;

    // As Silo's EachPartition: nothing but a call wakes a grain again.
    private void KeepFeedsAlive()
    {
        if (!IsUp || IsStopping) return;
        for (var partition = 0; partition < Journal.PartitionCount; partition++)
        {
            var here = partition;
            lane.Start(() => Wake(() => silo.GetGrain<IFeedGrain>(here).Start()));
            // Without webhooks a bell has nobody to ring for.
            if (hasWebhooks) lane.Start(() => Wake(() => WakeBell(here)));
        }
        time.After(FeedStartUs, KeepFeedsAlive);
    }

    private async Task WakeBell(int partition)
    {
        if ((await silo.GetGrain<IFeedGrain>(partition).Status()).IsLeading) await silo.GetGrain<IWebhookBellGrain>(partition).CatchUp();
    }

    private static async Task Wake(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception failed) when (Failures.MayHappen(failed))
        {
            // The next try comes in a second.
            return;
        }
    }

    private sealed class HostClock(Host host) : IBusinessClock
    {
        public long NowMs => host.ClockMs;
    }
}
