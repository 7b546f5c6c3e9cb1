using System.Diagnostics;
using System.Net;
using Granary.Cli.Http;
using Granary.Cli.Load;
using Granary.Cli.SaleDay.Operations;

namespace Granary.Benchmarks;

/// <summary>
/// Ten times as many customers as the server can work for at a time: those who are told to come again do so after what the answer says, as the
/// documentation asks. What counts is how many payments are still made, and how long both answers take.
/// </summary>
public sealed class Shed(ApiStage stage, BenchOptions options) : IContestant
{
    private const int Times = 10;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly Zipf popularity = new(options.MerchantCount);
    private readonly List<double> offeredPerSecond = [];
    private int roundCount;

    public string Name => "shed_goodput_per_s";

    /// <summary>From request to refusal, of all rounds.</summary>
    public LatencyHistogram Refusals { get; } = new();

    /// <summary>Requests a second, answered either way: what ten times the customers come to, for who is refused comes again only after a second.</summary>
    public double OfferedPerSecond => Median.Of([.. offeredPerSecond]);

    public async Task PrepareAsync() => await stage.ApiAsync();

    public async Task<Measurement> MeasureAsync(TimeSpan duration)
    {
        var api = await stage.ApiAsync();
        await api.ResumeAsync();
        var server = new IPEndPoint(IPAddress.Loopback, api.Url.Port);
        roundCount++;
        var customers = Enumerable.Range(0, Times * BenchOptions.HttpConnectionCount)
            .Select(number => new Customer(number, api, server, stage, popularity, $"shed-{roundCount}-{number}-")).ToList();
        // The crowd does not come in one millisecond, and the limit has a moment to find itself.
        var startedAt = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        await Task.WhenAll(customers.Select(customer => Task.Run(() => customer.PayAsync(startedAt, duration))));
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        await api.PauseAsync();
        var (payments, refusedBefore) = (new LatencyHistogram(), Refusals.Count);
        foreach (var customer in customers)
        {
            payments.Add(customer.Payments);
            Refusals.Add(customer.Refusals);
            customer.Dispose();
        }
        offeredPerSecond.Add((payments.Count + Refusals.Count - refusedBefore) / elapsed.TotalSeconds);
        return new Measurement(payments.Count / elapsed.TotalSeconds, customers.Sum(customer => customer.ErrorCount), payments.PercentileMs(990));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Customer(int number, ApiProcess api, IPEndPoint server, ApiStage stage, Zipf popularity, string prefix) : IDisposable
    {
        private readonly Random random = new(number);
        private readonly HttpConnection connection = new(server);
        private readonly RequestWriter writer = new(api.Url);

        public LatencyHistogram Payments { get; } = new();

        public LatencyHistogram Refusals { get; } = new();

        public long ErrorCount { get; private set; }

        public async Task PayAsync(long startedAt, TimeSpan duration)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1_000)));
            for (var count = 0; Stopwatch.GetTimestamp() < startedAt || Stopwatch.GetElapsedTime(startedAt) < duration; count++)
            {
                var isCounted = Stopwatch.GetTimestamp() >= startedAt;
                var payment = new Payment(random.Next(stage.Market.UserCount), stage.Market.MerchantIndex(popularity.Next(random)), random.Next(1, 100), "mall");
                payment.Write(writer, stage.Market, api.Keys, $"{prefix}{count}");
                var askedAt = Stopwatch.GetTimestamp();
                var answer = await connection.ExchangeAsync(writer.Request);
                var elapsed = Stopwatch.GetElapsedTime(askedAt);
                if (answer.Status == 503) await Task.Delay(RetryAfter + TimeSpan.FromMilliseconds(random.Next(250)));
                else if (answer.Status != 201) ErrorCount++;
                if (isCounted && answer.Status is 201 or 503) (answer.Status == 201 ? Payments : Refusals).Record(elapsed);
            }
        }

        public void Dispose() => connection.Dispose();
    }
}
