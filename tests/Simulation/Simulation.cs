using System.Diagnostics;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>What to run. Two runs of equal plans are equal to the last bit.</summary>
/// <param name="WithoutCalls">Calls, by index, that are left out: how a failing run is shrunk.</param>
/// <param name="WithoutMisfortunes">The same for what goes wrong.</param>
internal sealed record Plan(ulong Seed, long StepCount, PlantedBug? Bug = null)
{
    public IReadOnlySet<int> WithoutCalls { get; init; } = new HashSet<int>();

    public IReadOnlySet<int> WithoutMisfortunes { get; init; } = new HashSet<int>();

    /// <summary>Neither calls nor misfortunes from these numbers on.</summary>
    public (int Calls, int Misfortunes) Before { get; init; } = (int.MaxValue, int.MaxValue);

    public bool IsWritten { get; init; }

    /// <summary>For a failing run of which the beginning is known to be enough.</summary>
    public bool IsWithoutFinale { get; init; }
}

/// <param name="Violation">Null when nothing went wrong that may not.</param>
/// <param name="CallCount">How many calls were planned until the end, left out or not.</param>
internal sealed record RunResult(
    Plan Plan, string? Violation, History History, long StepCount, long EntryCount, long AnswerCount, int CallCount, int MisfortuneCount, double SimulatedSeconds, TimeSpan Elapsed)
{
    /// <summary>What of the planned calls and misfortunes took place.</summary>
    public int KeptCount => CallCount - Plan.WithoutCalls.Count(index => index < CallCount)
        + MisfortuneCount - Plan.WithoutMisfortunes.Count(index => index < MisfortuneCount);
}

/// <summary>
/// One world from its beginning to its end: some hosts, some clients, a journal and a lot of misfortune, all on one thread and one clock.
/// First everything goes on at once; then all is healed, everybody gets an answer, and every owner is compared once more.
/// </summary>
internal sealed class Simulation
{
    private const int OpenCallsMax = 150;
    private const long SettleStepsMax = 400_000;

    private readonly Plan plan;
    private readonly Climate climate;
    private readonly History history;
    private readonly Scheduler scheduler;
    private readonly ModelStore store;
    private readonly Surroundings around;
    private readonly Oracle oracle;
    private readonly Cluster cluster;
    private readonly Clients clients;
    private readonly Faults faults;
    private readonly Lane outside;
    private readonly Workload workload;
    private readonly Misfortunes misfortunes;
    private bool isHealed;
    private int callCount;
    private int misfortuneCount;

    private Simulation(Plan plan)
    {
        this.plan = plan;
        climate = Climate.Of(plan.Seed);
        history = new History(plan.IsWritten);
        scheduler = new Scheduler(Dice.For(plan.Seed, thing: 4), climate.StepCostUs) { Choices = history };
        store = new ModelStore(climate.PartitionCount);
        oracle = new Oracle(store, scheduler.Time, history, climate);
        around = new Surroundings(
            scheduler.Time, store, new StoreWeather(climate, Dice.For(plan.Seed, thing: 5)),
            new ModelReceivers(climate.Webhooks, Dice.For(plan.Seed, thing: 6), oracle.Deliveries),
            new StreamWeather(climate, Dice.For(plan.Seed, thing: 8), scheduler.Time));
        cluster = new Cluster(scheduler, climate, around, plan.Bug, oracle.Accuse, history);
        outside = scheduler.NewLane("outside");
        clients = new Clients(plan.Seed, climate, cluster, outside, scheduler.Time, oracle);
        faults = new Faults(climate, cluster, scheduler.Time, store, oracle, outside, history);
        workload = new Workload(plan.Seed, climate, plan.Bug?.HashOf ?? (body => CommandId.HashOf(body)));
        misfortunes = new Misfortunes(plan.Seed, climate);
    }

    public static RunResult Run(Plan plan)
    {
        // A test runner's own context would take every await to another thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new Simulation(plan).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private RunResult Run()
    {
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < cluster.Size; number++) cluster.Start(number);
        NextCall();
        NextMisfortune();
        while (scheduler.StepCount < plan.StepCount && Step()) continue;
        if (!plan.IsWithoutFinale && oracle.Violation is null) Conclude();
        var violation = oracle.Violation ?? (scheduler.Trespass is { } trespass ? $"something left the one thread: {trespass}" : null);
        return new RunResult(
            plan, violation, history, scheduler.StepCount, oracle.EntryCount, oracle.AnswerCount, callCount, misfortuneCount,
            scheduler.Time.NowUs / 1e6, watch.Elapsed);
    }

    private void Conclude()
    {
        Heal();
        Until(() => clients.OpenCount == 0, "some commands never come to an end");
        var finale = new Finale(cluster, clients, oracle, store, climate);
        outside.Start(finale.Play);
        Until(() => finale.IsOver, "the cluster never comes to rest");
    }

    private bool Step() => scheduler.Step() && oracle.Violation is null && scheduler.Trespass is null;

    private void Until(Func<bool> isDone, string otherwise)
    {
        var stepsMax = scheduler.StepCount + SettleStepsMax;
        while (!isDone() && oracle.Violation is null && scheduler.Trespass is null)
        {
            if (!Step() || scheduler.StepCount > stepsMax) oracle.Accuse(otherwise);
        }
    }

    private void NextCall()
    {
        var call = workload.Next();
        if (call.Index >= plan.Before.Calls) return;
        scheduler.Time.After(call.GapUs, () => Begin(call));
    }

    private void Begin(PlannedCall call)
    {
        if (isHealed) return;
        if (clients.OpenCount >= OpenCallsMax)
        {
            // Clients that overtake the cluster for ever would show nothing but a queue.
            scheduler.Time.After(climate.GapUsMax, () => Begin(call));
            return;
        }
        callCount = call.Index + 1;
        if (!plan.WithoutCalls.Contains(call.Index)) clients.Begin(call);
        NextCall();
    }

    private void NextMisfortune()
    {
        var planned = misfortunes.Next();
        if (planned.Index >= plan.Before.Misfortunes) return;
        scheduler.Time.After(planned.GapUs, () =>
        {
            if (isHealed) return;
            misfortuneCount = planned.Index + 1;
            if (!plan.WithoutMisfortunes.Contains(planned.Index)) faults.Strike(planned);
            NextMisfortune();
        });
    }

    private void Heal()
    {
        history.Add(scheduler.Time.NowUs, $"all is healed");
        isHealed = clients.IsHealed = around.Weather.IsHealed = around.Receivers.IsHealed = around.Streams.IsHealed = true;
        foreach (var host in cluster.Up)
        {
            host.Resume();
            host.Journal.IsCutOff = false;
        }
        for (var number = 0; number < cluster.Size; number++)
        {
            var down = number;
            // Who is just stopping comes back as well.
            scheduler.Time.After(delayUs: 5_000_000, () => cluster.Start(down));
        }
    }
}
