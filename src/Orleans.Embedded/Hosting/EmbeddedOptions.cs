using System.Reflection;
using Orleans.Streams;

namespace Orleans.Embedded;

/// <summary>How one in-process silo behaves.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>Where the grain classes are.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Further grain classes, for a test that wants only some of an assembly.</summary>
    public IList<Type> GrainClasses { get; } = [];

    public IList<string> StreamProviders { get; } = [];

    /// <summary>What <c>RuntimeIdentity</c> says; tells several silos of one process apart.</summary>
    public string SiloName { get; set; } = "embedded";

    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a deactivation may take before it goes on without the grain.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stream event is retried before its observer's OnErrorAsync is called and the event is skipped.</summary>
    public TimeSpan MaxEventDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The wait before the first retry of a stream event; it doubles up to ten times as much.</summary>
    public TimeSpan EventRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Batches of one stream that wait for one subscriber; more are dropped, as a lost host would drop them.</summary>
    public int QueuedBatchesMax { get; set; } = 128;

    /// <summary>What a publisher gets in place of a stream provider. A simulator puts its weather in between.</summary>
    public Func<IStreamProvider, IStreamProvider> StreamsThrough { get; set; } = static calm => calm;

    /// <summary>Where reminders are kept. Give one table to several silos, or to the successor of a crashed one.</summary>
    public IReminderTable Reminders { get; set; } = new MemoryReminderTable();

    /// <summary>Runs the turns. With the default they run on the thread pool; a simulator gives its own.</summary>
    public TaskScheduler Scheduler { get; set; } = TaskScheduler.Default;

    /// <summary>Null: the one registered in the services, else the system's.</summary>
    public TimeProvider? TimeProvider { get; set; }
}
