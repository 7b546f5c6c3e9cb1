using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Embedded.Runtime;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Embedded;

/// <summary>One silo inside this process. Several may live side by side; none knows of the others.</summary>
public sealed class EmbeddedSilo : IClusterClient
{
    internal static readonly DeactivationReason ShuttingDown = new(DeactivationReasonCode.ShuttingDown, "The silo stops.");

    private readonly Dictionary<string, IStreamProvider> streamProviders;
    private readonly TaskCompletionSource empty;
    private GrainCatalog? catalog;

    public EmbeddedSilo(IServiceProvider services, EmbeddedOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ServiceProvider = services;
        Options = options;
        Clock = new Clock(options.TimeProvider ?? services.GetService<TimeProvider>() ?? TimeProvider.System);
        Log = services.GetService<ILoggerFactory>()?.CreateLogger("Orleans.Embedded") ?? NullLogger.Instance;
        Turns = new TurnHost(options.Scheduler);
        empty = new TaskCompletionSource(Turns.PromiseOptions);
        ResponseTimeoutUnits = Clock.Units(options.ResponseTimeout);
        // With one list a simulator sees timeouts in the order of the calls, whichever thread it runs on.
        Pending = new PendingCalls(Clock, options.ResponseTimeout, shardCount: Turns.IsThreadPool ? Environment.ProcessorCount * 2 : 1);
        Collection = new IdleCollection(this);
        Reminders = new ReminderClock(this);
        streamProviders = options.StreamProviders.ToDictionary(name => name, name => options.StreamsThrough(new EmbeddedStreamProvider(this, name)));
    }

    public IServiceProvider ServiceProvider { get; }

    public string Name => Options.SiloName;

    public int ActivationCount => Catalog.Classes.Sum(grainClass => grainClass.Count);

    internal EmbeddedOptions Options { get; }

    internal Clock Clock { get; }

    internal ILogger Log { get; }

    internal TurnHost Turns { get; }

    internal PendingCalls Pending { get; }

    internal long ResponseTimeoutUnits { get; }

    internal IdleCollection Collection { get; }

    internal ReminderClock Reminders { get; }

    internal GrainCatalog Catalog => catalog ?? throw new InvalidOperationException("The silo has not started.");

    internal bool IsStopping { get; private set; }

    internal bool IsCrashed { get; private set; }

    /// <summary>Throws when a grain or a message breaks the rules of what may travel.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ContractCheck.ThrowIfBroken(Options);
        catalog = new GrainCatalog(this);
        Pending.Open();
        Collection.Start();
        await Reminders.StartAsync();
    }

    /// <summary>Ends every activation in good order; what is not done in time is dropped.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (IsCrashed || catalog is null)
            return;
        IsStopping = true;
        Reminders.Stop();
        Collection.Stop();
        foreach (var activation in Activations())
            activation.Deactivate(ShuttingDown);
        OnActivationGone();
        try
        {
            using var patience = new Patience(Clock, Options.DeactivationTimeout, cancellationToken);
            await empty.Task.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Log.LogError("{Count} activations did not end in time and are dropped, such as {Activation}.", ActivationCount, Activations().FirstOrDefault()?.GrainId);
        }

        Crash("The silo has stopped.");
    }

    /// <summary>As if the process died: activations are gone without a word, and whoever waits for a call is told so.</summary>
    public void Crash() => Crash("The silo has crashed.");

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => Reference<TGrainInterface>(new IdSpan(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        return Reference<TGrainInterface>(new IdSpan(primaryKey), grainClassNamePrefix);
    }

    internal IStreamProvider StreamProvider(string name) =>
        streamProviders.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"There is no stream provider '{name}'.");

    internal void OnActivationGone()
    {
        if (Catalog.Classes.All(grainClass => grainClass.IsEmpty))
            empty.TrySetResult();
    }

    private TGrainInterface Reference<TGrainInterface>(IdSpan key, string? prefix) => (TGrainInterface)ReferenceType.Of(typeof(TGrainInterface))
        .Make(new GrainAddress(Catalog.Resolve(typeof(TGrainInterface), prefix), key));

    private List<Activation> Activations() => [.. Catalog.Classes.SelectMany(grainClass => grainClass.Where(static _ => true))];

    private void Crash(string reason)
    {
        IsCrashed = true;
        Reminders.Stop();
        Collection.Stop();
        if (catalog is not null)
        {
            foreach (var activation in Activations())
                activation.Crash();
        }

        Pending.CloseAndFailAll(reason);
        empty.TrySetResult();
    }
}
