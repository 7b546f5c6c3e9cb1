using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.Embedded;

public static class EmbeddedHosting
{
    /// <summary>One silo in this process, started and stopped with the host.</summary>
    public static IServiceCollection AddEmbeddedOrleans(this IServiceCollection services, Action<EmbeddedOptions> configure)
    {
        var options = new EmbeddedOptions();
        configure(options);
        services.AddSingleton(provider => new EmbeddedSilo(provider, options));
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<EmbeddedSilo>());
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<EmbeddedSilo>());
        return services;
    }
}
