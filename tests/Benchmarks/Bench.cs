namespace Granary.Benchmarks;

/// <summary>
/// One run: everybody is set up, then rounds in turn, so that a noisy minute of the machine hits all of them, then what is measured once, then
/// the proof and the verification of every journal that was written.
/// </summary>
public sealed class Bench(BenchOptions options, Databases databases)
{
    private const string Raw = "raw_append_per_s";
    private readonly Results results = new();

    public static IReadOnlyCollection<string> Names { get; } =
    [
        "tpcb_per_s", "tpcb_best_per_s", "rowlock_per_s", "rowlock_hot_per_s", Raw, "engine_per_s", "engine_hot_per_s",
        "engine_hot_payer_per_s", "two_hosts_per_s", "feed_p99", "http_per_s", "shed_goodput_per_s", "bulk_per_s",
        "bytes_per_active_user", "activation_per_s", "growth",
    ];

    public async Task<Results> RunAsync()
    {
        await using var engine = new EngineStage(databases, options);
        await using var api = new ApiStage(databases, options);
        var raw = options.Wants(Raw) ? await BestRawAsync() : null;
        await InTurnsAsync(engine, api, raw);
        await CheckAsync(engine, api, raw);
        if (raw is not null) await raw.DisposeAsync();
        if (options.Wants("activation_per_s") || options.Wants("bytes_per_active_user")) await ActivateAsync();
        if (options.Wants("growth")) await GrowAsync();
        return results;
    }

    // Which batch and how many partitions are best depends on the machine; a short look at each, and the best one competes.
    private async Task<RawAppend> BestRawAsync()
    {
        RawAppend? best = null;
        double bestPerSecond = 0;
        foreach (var (partitionCount, batchSize) in new[] { (1, 1_000), (2, 500), (2, 2_000), (4, 500), (4, 2_000) })
        {
            var candidate = new RawAppend(databases, options, partitionCount, batchSize);
            await candidate.PrepareAsync();
            var perSecond = (await candidate.MeasureAsync(options.WarmUp)).PerSecond;
            Say(FormattableString.Invariant($"{candidate.Name} {perSecond:N0}/s"));
            var (kept, dropped) = perSecond > bestPerSecond ? (candidate, best) : (best, candidate);
            (best, bestPerSecond) = (kept, Math.Max(perSecond, bestPerSecond));
            if (dropped is not null) await dropped.DisposeAsync();
        }
        return best!;
    }

    private async Task InTurnsAsync(EngineStage engine, ApiStage api, RawAppend? raw)
    {
        IContestant[] all =
        [
            new Tpcb(databases, isAtItsBest: false), new Tpcb(databases, isAtItsBest: true), new RowLock(databases, options, isHotPayer: false), new RowLock(databases, options, isHotPayer: true),
            new Engine(engine, options, Shape.Spread), new Engine(engine, options, Shape.HotMerchant), new Engine(engine, options, Shape.HotPayer),
            new TwoHosts(databases, options), new FeedDelay(engine, options),
            new Http(api, options), new Shed(api, options), new Bulk(api, options),
        ];
        var contestants = all.Where(contestant => options.Wants(contestant.Name)).ToList();
        foreach (var contestant in contestants)
        {
            Say($"preparing {contestant.Name}");
            await contestant.PrepareAsync();
        }
        for (var round = 0; round < options.RoundCount; round++)
        {
            if (raw is not null) await MeasureAsync(Raw, raw);
            foreach (var contestant in contestants) await MeasureAsync(contestant.Name, contestant);
        }
        if (contestants.OfType<Shed>().SingleOrDefault() is { Refusals.Count: > 0 } shed)
        {
            results.Set("shed_p99_ms", shed.Refusals.PercentileMs(990));
            results.Set("shed_offered_per_s", shed.OfferedPerSecond);
        }
        foreach (var contestant in contestants) await contestant.DisposeAsync();
    }

    private async Task MeasureAsync(string name, IContestant contestant)
    {
        var measured = await contestant.MeasureAsync(options.RoundTime);
        results.Add(name, measured);
        var p99 = measured.P99Ms > 0 ? FormattableString.Invariant($", p99 {measured.P99Ms:N1} ms") : "";
        Say(FormattableString.Invariant($"{name} {measured.PerSecond:N0}/s{p99}{(measured.ErrorCount > 0 ? $", {measured.ErrorCount} errors" : "")}"));
    }

    private async Task CheckAsync(EngineStage engine, ApiStage api, RawAppend? raw)
    {
        if (engine.Started is { } silo)
        {
            Find("engine proof", await silo.ProveAsync());
            await engine.DisposeAsync();
            Find("engine journal", await Verification.RunAsync(silo.ConnectionString));
        }
        await api.DisposeAsync();
        if (api.ConnectionString.Length > 0) Find("http journal", await Verification.RunAsync(api.ConnectionString));
        if (raw is not null) Find("raw journal", await Verification.RunAsync(raw.ConnectionString));
    }

    private async Task ActivateAsync()
    {
        Say("activation");
        var connectionString = databases.Create();
        var (perSecond, bytesPerUser) = await Activation.MeasureAsync(connectionString, Path.Combine(databases.Folder, "activation"), options);
        results.Set("activation_per_s", perSecond);
        results.Set("bytes_per_active_user", bytesPerUser);
        Say(FormattableString.Invariant($"activation {perSecond:N0}/s, {bytesPerUser:N0} bytes per active user"));
        Find("activation journal", await Verification.RunAsync(connectionString));
    }

    private async Task GrowAsync()
    {
        Say("growth");
        var connectionString = databases.Create();
        results.Growth = await Growth.MeasureAsync(connectionString, Path.Combine(databases.Folder, "growth"), options);
        foreach (var (size, perSecond) in results.Growth) Say(FormattableString.Invariant($"growth {size:N0} {perSecond:N0}/s"));
        Find("growth journal", await Verification.RunAsync(connectionString));
    }

    private void Find(string what, string? wrong)
    {
        Say($"{what}: {wrong ?? "clean"}");
        if (wrong is not null) results.Findings.Add($"{what}: {wrong}");
    }

    private static void Say(string text) => Console.WriteLine(text);
}
