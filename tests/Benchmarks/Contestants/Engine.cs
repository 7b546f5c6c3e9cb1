using Granary.Cli.Load;
using Granary.Ledger;

namespace Granary.Benchmarks;

/// <summary>How payments spread over payers and merchants.</summary>
public enum Shape
{
    /// <summary>10,000 payers, merchants by Zipf.</summary>
    Spread,

    /// <summary>10,000 payers, every payment to one merchant.</summary>
    HotMerchant,

    /// <summary>Every payment from one payer, merchants by Zipf.</summary>
    HotPayer,
}

/// <summary>The silo that the engine's contestants share: started and filled once.</summary>
public sealed class EngineStage(Databases databases, BenchOptions options) : IAsyncDisposable
{
    private Task<HostedSilo>? silo;

    public Task<HostedSilo> SiloAsync() => silo ??= StartAsync();

    public HostedSilo? Started => silo is { IsCompletedSuccessfully: true } ? silo.Result : null;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref silo, null) is { } started) await (await started).DisposeAsync();
    }

    private async Task<HostedSilo> StartAsync()
    {
        var started = await HostedSilo.StartAsync(databases.Create(), Path.Combine(databases.Folder, "engine"));
        await started.OpenAsync(OwnerKind.User, 1, options.PayerCount);
        await started.OpenAsync(OwnerKind.Merchant, 1, options.MerchantCount);
        await started.DepositAsync(1, options.PayerCount);
        return started;
    }
}

/// <summary>Payments through the grains, in process: decided, durable, answered.</summary>
public sealed class Engine(EngineStage stage, BenchOptions options, Shape shape) : IContestant
{
    private readonly Random[] randoms = [.. Enumerable.Range(0, BenchOptions.InFlight).Select(worker => new Random(worker))];
    private readonly Zipf popularity = new(options.MerchantCount);
    private HostedSilo? silo;
    private long count;

    public string Name => shape switch
    {
        Shape.Spread => "engine_per_s",
        Shape.HotMerchant => "engine_hot_per_s",
        Shape.HotPayer => "engine_hot_payer_per_s",
    };

    public async Task PrepareAsync()
    {
        silo = await stage.SiloAsync();
        await MeasureAsync(options.WarmUp);
    }

    public Task<Measurement> MeasureAsync(TimeSpan duration) => Flood.ForAsync(duration, BenchOptions.InFlight, worker =>
    {
        var random = randoms[worker];
        var payer = shape == Shape.HotPayer ? 1 : random.Next(options.PayerCount) + 1;
        var merchant = shape == Shape.HotMerchant ? 1 : popularity.Next(random) + 1;
        return silo!.PayAsync(payer, merchant, random.Next(1, 100), $"{shape}-{Interlocked.Increment(ref count)}");
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
