using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Granary.Silo;

/// <summary>
/// The way out, the same for SIGTERM and an operator's drain: unready at once, a grace in which everything is still served, and then the
/// parts of the host stop one after the other: listener, feeds and grains, journal.
/// </summary>
internal sealed class Drain(HostState state, HostBeats beats, SiloOptions options, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private readonly List<PosixSignalRegistration> signals = [];
    private bool isAskedAgain;
    private bool isAtTerminal;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear));
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        state.BecomeReady();
        return Task.CompletedTask;
    }

    // Before anything of the host stops.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var wasReady = state.IsReady;
        state.Drain();
        // Nobody has been sent to a host that never was ready.
        if (!wasReady || options.DrainGrace == TimeSpan.Zero || isAtTerminal) return;
        await beats.BeatAsync(cancellationToken);
        await Task.Delay(options.DrainGrace, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => signals.ForEach(signal => signal.Dispose());

    // The host's own lifetime turns the first signal into an orderly stop. Who asks twice does not want to wait: what is not written
    // was not acknowledged.
    private void Hear(PosixSignalContext context)
    {
        if (isAskedAgain) Process.GetCurrentProcess().Kill();
        isAskedAgain = true;
        isAtTerminal = context.Signal == PosixSignal.SIGINT;
    }
}
