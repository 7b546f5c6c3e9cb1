using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>
/// While a host leaves, Orleans' own agents go on asking each other for a moment and say of every unanswered question that it failed. What became of
/// the drain, the drain says itself.
/// </summary>
internal sealed class OrleansQuiet(OrleansQuiet.Switch silent, IHostApplicationLifetime life) : IHostedService
{
    /// <summary>Set from the first moment of leaving on.</summary>
    internal sealed class Switch
    {
        public volatile bool IsOn;
    }

    public static void AddTo(IHostApplicationBuilder builder)
    {
        var silent = new Switch();
        builder.Services.AddSingleton(silent).AddHostedService<OrleansQuiet>();
        builder.Logging.AddFilter("Orleans", level => level >= LogLevel.Warning && !silent.IsOn);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        life.ApplicationStopping.Register(() => silent.IsOn = true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
