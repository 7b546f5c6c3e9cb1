using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>All hosts, those that are up and those that will be again, on one clock and one journal.</summary>
internal sealed class Cluster(
    Scheduler scheduler, Climate climate, Surroundings around, PlantedBug? bug, Action<string> accuse, History history)
{
    private static readonly long StartMs = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly Host?[] hosts = new Host?[climate.HostCount];
    private readonly long[] skewsMs = new long[climate.HostCount];
    private int startCount;

    /// <summary>By how far the business has moved its calendar on, as the sandbox may.</summary>
    public long AdvancedMs { get; set; }

    public int Size => hosts.Length;

    public IEnumerable<Host> Up => hosts.OfType<Host>().Where(host => host.IsUp);

    public long BusinessMs => StartMs + (scheduler.Time.NowUs / 1_000) + AdvancedMs;

    public Host? At(int number) => hosts[number];

    /// <summary>The host that a proxy would choose for the owner, or with dice any other.</summary>
    public int HostOf(OwnerId owner, Dice? elsewhere) => elsewhere?.Below(Size) ?? (int)(owner.Packed % Size);

    public void Start(int number)
    {
        if (hosts[number] is not null) return;
        var name = $"host-{number}.{startCount++}";
        history.Add(scheduler.Time.NowUs, $"{name} starts");
        var journal = PlantedBug.JournalOf(bug, around.Store, around.Weather, scheduler.Time);
        var host = new Host(name, scheduler.NewLane(name), climate, around, journal, bug, () => BusinessMs, accuse) { ClockSkewMs = skewsMs[number] };
        hosts[number] = host;
        around.Store.Grown += journal.OnGrown;
        host.Start();
    }

    public void Crash(int number)
    {
        if (hosts[number] is not { } host) return;
        history.Add(scheduler.Time.NowUs, $"{host.Name} crashes");
        hosts[number] = null;
        around.Store.Grown -= host.Journal.OnGrown;
        host.Crash();
    }

    public void Stop(int number)
    {
        if (hosts[number] is not { IsUp: true, IsStopping: false, IsPaused: false } host) return;
        history.Add(scheduler.Time.NowUs, $"{host.Name} stops");
        host.Stop(() =>
        {
            around.Store.Grown -= host.Journal.OnGrown;
            if (hosts[number] == host) hosts[number] = null;
        });
    }

    /// <summary>By how much any two clocks have ever differed, at most.</summary>
    public long SkewMsMax { get; private set; }

    public void Skew(int number, long byMs)
    {
        skewsMs[number] += byMs;
        SkewMsMax = Math.Max(SkewMsMax, 2 * Math.Abs(skewsMs[number]));
        if (hosts[number] is { } host) host.ClockSkewMs = skewsMs[number];
    }
}
