using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Granary.Fixtures;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>Where messages go, with which secret and for whom is nobody's business who only reads logs, metrics and traces.</summary>
public sealed class DiscreetTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-hooks-").FullName;
    private readonly ConcurrentQueue<string> said = [];
    private readonly OwnerId owner = new(OwnerKind.Merchant, 918_273_645);
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task No_log_line_metric_or_span_names_a_receiver_a_secret_or_an_owner()
    {
        using var metrics = ListenToMetrics();
        using var spans = ListenToSpans();
        var statuses = new Queue<int>([500, 302, 200, 500, 500, 500, 500, 500]);
        receiver.Answer = (_, _) => Task.FromResult(statuses.TryDequeue(out var status) ? status : 200);
        CutStore? store = null;
        await using var town = await HookTown.StartAsync(folder, change: services =>
        {
            services.AddSingleton<ILoggerProvider>(new Listening(said)).Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Trace);
            services.AddSingleton<IObservationStore>(provider => store = new CutStore(provider.GetRequiredService<GroupCommitJournal>()));
        });
        await town.Grains.GetGrain<IMerchantGrain>(owner.Number).Manage(new OwnerCommand.Open(HookTown.NextId(), default, "", Fee: null));
        said.Clear();

        var webhook = await town.RegisterAsync($"{receiver.Url}/hush-hush", owner);
        await town.PayAsync(owner);
        await HookTown.UntilAsync(() => receiver.Taken.Count == 1);
        store!.IsCut = true;
        await town.PayAsync(owner);
        await Task.Delay(TimeSpan.FromSeconds(2));
        store.IsCut = false;
        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { ParkedCount: 0 } lane && lane.Position == lane.Head);
        await town.PingAsync(webhook);
        var silent = await town.RegisterAsync("http://127.0.0.1:1/hush-hush", owner);
        Assert.Equal(WebhookResult.Unreachable, (await town.PingAsync(silent)).Result);
        await town.Desk.Remove(new PlatformCommand.RemoveWebhook(HookTown.NextId(), default, webhook.Id));

        // That something is heard at all.
        Assert.Contains(said, line => line.StartsWith("log", StringComparison.Ordinal) && line.Contains("lane", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("metric granary.webhook.deliveries", StringComparison.Ordinal));
        var port = new Uri(receiver.Url).Port;
        foreach (var secret in (string[])["hush-hush", "/hooks", $":{port}", town.SecretOf(webhook), "whsec_", $"{owner}", $"{owner.Number}", $"{owner.Packed}"])
        {
            Assert.DoesNotContain(said, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private MeterListener ListenToMetrics()
    {
        // What is published: Granary's own (see MetricsPage), and nothing of the HTTP client, whose labels are hosts.
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name.StartsWith("Granary", StringComparison.Ordinal)) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Hear(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Hear(instrument, tags));
        listener.Start();
        return listener;
    }

    private void Hear(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        said.Enqueue($"metric {instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");

    private ActivityListener ListenToSpans()
    {
        var listener = new ActivityListener
        {
            // But for the receiver's own server, which lives in this process, and what nobody listens to who does not ask for each wire.
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && !source.Name.StartsWith("Experimental.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => said.Enqueue($"span {span.Source.Name} {span.DisplayName} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Listening(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            said.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Enqueue($"log {formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
