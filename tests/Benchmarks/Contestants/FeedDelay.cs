using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Granary.Benchmarks;

/// <summary>How long an entry waits until the feed has brought it, while payments come at half the rate that the engine can take.</summary>
public sealed class FeedDelay(EngineStage stage, BenchOptions options) : IContestant
{
    private const int TicksPerSecond = 200;
    private HostedSilo? silo;
    private double halfPerSecond;
    private long count;

    public string Name => "feed_p99";

    public async Task PrepareAsync()
    {
        silo = await stage.SiloAsync();
        halfPerSecond = (await Flood.ForAsync(options.WarmUp, BenchOptions.InFlight, _ => PayAsync())).PerSecond / 2;
    }

    /// <summary>Each page counts with its oldest entry, so no entry waited longer than what is counted for it.</summary>
    public async Task<Measurement> MeasureAsync(TimeSpan duration)
    {
        var delaysMs = new ConcurrentBag<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meter) =>
            {
                if (instrument.Name == "granary.feed.delay") meter.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => delaysMs.Add(seconds * 1e3));
        // What the flood before left behind is not ours.
        await Task.Delay(TimeSpan.FromSeconds(1));
        listener.Start();
        var paid = await PayEvenlyAsync(duration);
        var sorted = delaysMs.Order().ToArray();
        return new Measurement(paid.PerSecond, paid.Errors, P99Ms: sorted.Length == 0 ? 0 : sorted[(int)(sorted.Length * 0.99)]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // An open loop: who is due is sent, whether or not those before have been answered.
    private async Task<(double PerSecond, long Errors)> PayEvenlyAsync(TimeSpan duration)
    {
        var (underWay, sent, startedAt) = (new List<Task<bool>>(), 0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(startedAt) is var elapsed && elapsed < duration)
        {
            for (; sent < elapsed.TotalSeconds * halfPerSecond; sent++) underWay.Add(Task.Run(PayAsync));
            await Task.Delay(TimeSpan.FromSeconds(1.0 / TicksPerSecond));
        }
        var answers = await Task.WhenAll(underWay);
        return (answers.Length / Stopwatch.GetElapsedTime(startedAt).TotalSeconds, answers.Count(accepted => !accepted));
    }

    private Task<bool> PayAsync() =>
        silo!.PayAsync(Random.Shared.Next(options.PayerCount) + 1, Random.Shared.Next(options.MerchantCount) + 1, amountMinor: 1, $"feed-{Interlocked.Increment(ref count)}");
}
