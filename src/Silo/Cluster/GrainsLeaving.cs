using Microsoft.Extensions.Hosting;

namespace Granary.Silo;

/// <summary>
/// Says when the grains of this host begin to stop. Not when the host is told to: during the grace, and while requests under way are answered, they do
/// their work as before.
/// </summary>
internal sealed class GrainsLeaving : IHostedService, IDisposable
{
    private readonly CancellationTokenSource leaving = new();

    public CancellationToken Token => leaving.Token;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => leaving.CancelAsync();

    public void Dispose() => leaving.Dispose();
}
