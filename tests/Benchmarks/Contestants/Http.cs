using System.Diagnostics;
using Granary.Cli.Http;
using Granary.Cli.Load;
using Granary.Cli.SaleDay;
using Granary.Cli.SaleDay.Operations;

namespace Granary.Benchmarks;

/// <summary>The ApiHost that the HTTP contestants share: started and filled once.</summary>
public sealed class ApiStage(Databases databases, BenchOptions options) : IAsyncDisposable
{
    private Task<ApiProcess>? api;

    public Market Market { get; } = new(options.PayerCount, options.MerchantCount, firstNumber: 1, "icbc");

    public string ConnectionString { get; private set; } = "";

    public Task<ApiProcess> ApiAsync() => api ??= StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref api, null) is { } started) await (await started).DisposeAsync();
    }

    private async Task<ApiProcess> StartAsync()
    {
        ConnectionString = databases.Create();
        var started = await ApiProcess.StartAsync(ConnectionString, Path.Combine(databases.Folder, "http"));
        using var crowd = await Crowd.GatherAsync(started.Url, size: 64, patience: TimeSpan.FromSeconds(30), TimeProvider.System);
        if (await new Opening(crowd, Market, started.Keys, "bench").RunAsync(depositMinor: 100_000_000_000, shadow: null) is { } wrong)
            throw new InvalidOperationException($"setting up over HTTP: {wrong}");
        return started;
    }
}

/// <summary>One payment per request over many connections: what a customer's button does.</summary>
public sealed class Http(ApiStage stage, BenchOptions options) : IContestant
{
    private readonly Zipf popularity = new(options.MerchantCount);
    private int roundCount;

    public string Name => "http_per_s";

    public async Task PrepareAsync()
    {
        await stage.ApiAsync();
        await MeasureAsync(options.WarmUp);
    }

    public async Task<Measurement> MeasureAsync(TimeSpan duration)
    {
        var api = await stage.ApiAsync();
        await api.ResumeAsync();
        using var crowd = await Crowd.GatherAsync(api.Url, BenchOptions.HttpConnectionCount, patience: TimeSpan.FromSeconds(30), TimeProvider.System);
        var payers = crowd.Callers.Select(caller => new Payer(caller, stage.Market, api.Keys, popularity, $"http-{roundCount}-{caller.Number}-")).ToList();
        roundCount++;
        var startedAt = Stopwatch.GetTimestamp();
        await crowd.EachAsync(caller => payers[caller.Number].PayAsync(startedAt, duration));
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        await api.PauseAsync();
        var latencies = new LatencyHistogram();
        foreach (var payer in payers) latencies.Add(payer.Latencies);
        var errorCount = payers.Sum(payer => payer.ErrorCount) + crowd.Callers.Sum(caller => caller.Exchange.RepeatCount);
        return new Measurement((latencies.Count - payers.Sum(payer => payer.ErrorCount)) / elapsed.TotalSeconds, errorCount, latencies.PercentileMs(990));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Payer(Caller caller, Market market, ApiKeys keys, Zipf popularity, string prefix)
    {
        private readonly Random random = new(caller.Number);

        public LatencyHistogram Latencies { get; } = new();

        public long ErrorCount { get; private set; }

        public async Task PayAsync(long startedAt, TimeSpan duration)
        {
            for (var count = 0; Stopwatch.GetElapsedTime(startedAt) < duration; count++)
            {
                var payment = new Payment(random.Next(market.UserCount), market.MerchantIndex(popularity.Next(random)), random.Next(1, 100), "mall");
                payment.Write(caller.Writer, market, keys, $"{prefix}{count}");
                var askedAt = Stopwatch.GetTimestamp();
                var answer = await caller.SendAsync();
                Latencies.Record(Stopwatch.GetElapsedTime(askedAt));
                if (answer.Status != 201) ErrorCount++;
            }
        }
    }
}

/// <summary>8,192 payments per request: what a partner's nightly file does.</summary>
public sealed class Bulk(ApiStage stage, BenchOptions options) : IContestant
{
    private const int ItemCount = 8_192;
    private const int ConnectionCount = 4;
    private readonly Zipf popularity = new(options.MerchantCount);
    private int requestCount;

    public string Name => "bulk_per_s";

    public async Task PrepareAsync()
    {
        await stage.ApiAsync();
        await MeasureAsync(options.WarmUp);
    }

    public async Task<Measurement> MeasureAsync(TimeSpan duration)
    {
        var api = await stage.ApiAsync();
        await api.ResumeAsync();
        using var crowd = await Crowd.GatherAsync(api.Url, ConnectionCount, patience: TimeSpan.FromSeconds(60), TimeProvider.System);
        long paid = 0, failed = 0;
        var startedAt = Stopwatch.GetTimestamp();
        await crowd.EachAsync(async caller =>
        {
            while (Stopwatch.GetElapsedTime(startedAt) < duration)
            {
                var count = await SendAsync(caller, api.Keys, Interlocked.Increment(ref requestCount));
                Interlocked.Add(ref paid, count);
                Interlocked.Add(ref failed, ItemCount - count);
            }
        });
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        await api.PauseAsync();
        return new Measurement(paid / elapsed.TotalSeconds, failed);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<int> SendAsync(Caller caller, ApiKeys keys, int request)
    {
        var random = new Random(request);
        var batch = new BatchPayments([.. Enumerable.Range(0, ItemCount).Select(_ =>
            (random.Next(stage.Market.UserCount), stage.Market.MerchantIndex(popularity.Next(random)), (long)random.Next(1, 100)))]);
        batch.Write(caller.Writer, stage.Market, keys, $"bulk-{request}");
        var answer = await caller.SendAsync();
        return answer.IsAccepted ? Occurrences(answer.Body.Span, "\"payment\":{"u8) : 0;
    }

    // Parsing a megabyte of answers would be measured as the server's slowness; an accepted item has this and a refused one has not.
    private static int Occurrences(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (var at = text.IndexOf(part); at >= 0; at = text.IndexOf(part))
        {
            count++;
            text = text[(at + part.Length)..];
        }
        return count;
    }
}
