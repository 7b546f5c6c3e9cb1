using System.Net;
using Granary.Grains;
using Granary.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

public static class SiloHosting
{
    private const int ProbeCount = 8;

    /// <summary>Hosts the grains in this process: journal, actor runtime, feeds and the first owners, started in this order.</summary>
    public static IHostApplicationBuilder AddGranarySilo(this IHostApplicationBuilder builder, SiloOptions options)
    {
        var services = builder.Services;
        AddHost(services, options);
        services.AddJournal(options);
        services.AddSingleton(BookLimits.Default).AddSingleton<BookContext>();
        services.AddSingleton(provider => new OwnerDirectory(provider.GetRequiredService<IJournal>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHostRegistry, TableRegistry>();
        AddWebhooks(services, options);
        AddReadiness(services, provider =>
        {
            var journal = provider.GetRequiredService<IJournal>();
            return async cancellation =>
            {
                await journal.ReadCursorAsync("readiness", partition: 0, cancellation);
                if (journal.RefusesWrites) throw new JournalUnavailableException("the store takes no writes");
            };
        });
        // Before the grains, and so there until the last of them is gone.
        AddLife(services);
        ActorRuntime.AddSilo(builder, options);
        // Behind the grains, and so the last that stops before them.
        services.AddSingleton<GrainsLeaving>().AddHostedService(provider => provider.GetRequiredService<GrainsLeaving>());
        services.AddHostedService<FirstOwners>().AddHostedService<JournalWatch>();
        KeepAwake(services, "feed", TimeSpan.FromSeconds(1), (grains, partition) => grains.GetGrain<IFeedGrain>(partition).Start());
        // Deliveries that wait for another attempt must not wait for somebody to write an entry.
        KeepAwake(services, "bell", TimeSpan.FromSeconds(2), async (grains, partition) =>
        {
            if ((await grains.GetGrain<IFeedGrain>(partition).Status()).IsLeading) await grains.GetGrain<IWebhookBellGrain>(partition).CatchUp();
        });
        return builder;
    }

    /// <summary>No grains in this process: they live in the silos of a cluster.</summary>
    public static IHostApplicationBuilder AddGranaryClient(this IHostApplicationBuilder builder, SiloOptions options)
    {
        var services = builder.Services;
        AddHost(services, options);
        services.AddSingleton<IHostRegistry, GrainRegistry>();
        AddReadiness(services, provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            // Several, for each lives on some silo: one that stands still must not make every API host look unready.
            return cancellation => AnyOf([.. Enumerable.Range(0, ProbeCount).Select(key => grains.GetGrain<IClusterGrain>(key).Probe())]).WaitAsync(cancellation);
        });
        ActorRuntime.AddClient(builder, options);
        AddLife(services);
        return builder;
    }

    // Completes with the first that succeeds; fails as the last one does when none did.
    private static async Task AnyOf(List<Task> probes)
    {
        while (true)
        {
            var first = await Task.WhenAny(probes);
            probes.Remove(first);
            if (first.IsCompletedSuccessfully || probes.Count == 0)
            {
                await first;
                return;
            }
        }
    }

    private static void AddHost(IServiceCollection services, SiloOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options).AddSingleton(new HostName(options.Name)).AddSingleton<Custodians>().AddSingleton<HostState>().AddSingleton<HostReporting>();
        services.AddSingleton(_ => HostSecret.Load(options.DataFolder, Environment.GetEnvironmentVariable(HostSecret.Variable)));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainSteps.AllWithin(options.DrainGrace));
        if (options.Sandbox) services.AddSingleton<SandboxClock>().AddSingleton<IBusinessClock>(provider => provider.GetRequiredService<SandboxClock>());
        else services.AddSingleton<IBusinessClock, SystemBusinessClock>();
    }

    private static void AddWebhooks(IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton(options.Webhooks);
        services.TryAddSingleton<ResolveHost>((host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation));
        services.AddSingleton<IWebhookSender>(provider => new WebhookSender(
            provider.GetRequiredService<HostSecret>(), options.Webhooks, provider.GetRequiredService<TimeProvider>(), options.Sandbox, provider.GetRequiredService<ResolveHost>(),
            provider.GetRequiredService<GrainsLeaving>().Token));
    }

    // As a hosted service of its own: AddHostedService takes one of a type.
    private static void KeepAwake(IServiceCollection services, string what, TimeSpan period, Func<IGrainFactory, int, Task> call) =>
        services.AddSingleton<IHostedService>(provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            return new EachPartition(
                what, period, partition => call(grains, partition), provider.GetRequiredService<IJournal>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<EachPartition>>());
        });

    private static void AddReadiness(IServiceCollection services, Func<IServiceProvider, Func<CancellationToken, Task>> lookOf) => services.AddSingleton(
        provider => new HostReadiness(provider.GetRequiredService<HostState>(), provider.GetRequiredService<TimeProvider>(), lookOf(provider)));

    private static void AddLife(IServiceCollection services)
    {
        services.AddSingleton<HostBeats>().AddSingleton<BeatNow>(provider => provider.GetRequiredService<HostBeats>().BeatAsync);
        services.AddHostedService(provider => provider.GetRequiredService<HostBeats>()).AddHostedService<Drain>();
    }
}
