using Granary.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>Says it now, for what others should not hear a second late.</summary>
public delegate Task BeatNow(CancellationToken cancellation);

/// <summary>
/// Says once a second that this host is there and how it is, and hears what operators want of it: to leave, or how far the sandbox's clock
/// has been advanced elsewhere.
/// </summary>
internal sealed class HostBeats : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    private readonly SiloOptions options;
    private readonly IHostRegistry registry;
    private readonly HostReporting reporting;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly SandboxClock? clock;
    private readonly long startedAtMs;
    private bool isHeard = true;

    public HostBeats(
        SiloOptions options, IHostRegistry registry, HostReporting reporting, IBusinessClock clock, IHostApplicationLifetime lifetime, TimeProvider time,
        ILogger<HostBeats> log)
    {
        (this.options, this.registry, this.reporting, this.lifetime, this.time, this.log) = (options, registry, reporting, lifetime, time, log);
        this.clock = clock as SandboxClock;
        startedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Failing to be heard is no failure: the next beat says it again.</summary>
    public async Task BeatAsync(CancellationToken cancellation)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(AnswerWithin);
            var answer = await registry.BeatAsync(new HostBeat(options.Name, startedAtMs, clock?.SkippedMs ?? 0, await reporting.WriteAsync()), patience.Token);
            isHeard = true;
            clock?.FollowTo(answer.SkippedMs);
            if (answer.IsDrainAsked) lifetime.StopApplication();
        }
        catch (Exception unheard) when (!cancellation.IsCancellationRequested)
        {
            // Once, and not each second: whoever watches the database hears of it anyway.
            if (isHeard) log.LogWarning("The host {Name} is not heard: {Reason}", options.Name, unheard.Message);
            isHeard = false;
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            using var late = new CancellationTokenSource(AnswerWithin, time);
            // Nor longer than the host has: the journal still wants to write what is queued.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            await registry.LeaveAsync(options.Name, startedAtMs, patience.Token);
        }
        catch (Exception unheard)
        {
            // Then it is missed instead, and after half a minute forgotten.
            log.LogWarning("The host {Name} left unheard: {Reason}", options.Name, unheard.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do await BeatAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
