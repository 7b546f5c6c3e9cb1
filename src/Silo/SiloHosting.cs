using Granary.Grains;
using Granary.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Granary.Silo;

public static class SiloHosting
{
    /// <summary>Hosts the grains in this process: journal, actor runtime, feeds and the first owners, started in this order.</summary>
    public static IHostApplicationBuilder AddGranarySilo(this IHostApplicationBuilder builder, SiloOptions options)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options).AddSingleton<Custodians>();
        services.AddSingleton(_ => HostSecret.Load(options.DataFolder, Environment.GetEnvironmentVariable(HostSecret.Variable)));
        AddClock(services, options);
        services.AddJournal(options);
        services.AddSingleton(BookLimits.Default).AddSingleton<BookContext>();
        services.AddSingleton(provider => new OwnerDirectory(provider.GetRequiredService<IJournal>(), provider.GetRequiredService<TimeProvider>()));
        ActorRuntime.Add(builder, options);
        services.AddHostedService<FirstOwners>().AddHostedService<FeedStarter>();
        return builder;
    }

    private static void AddClock(IServiceCollection services, SiloOptions options)
    {
        if (!options.Sandbox)
        {
            services.AddSingleton<IBusinessClock, SystemBusinessClock>();
            return;
        }
        services.AddSingleton<SandboxClock>().AddSingleton<IBusinessClock>(provider => provider.GetRequiredService<SandboxClock>());
    }
}
