using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Embedded;

namespace RuntimeSemantics.Slice;

/// <summary>Silos for tests of what only Orleans.Embedded has.</summary>
internal static class Silos
{
    internal static EmbeddedOptions With(params Type[] grainClasses)
    {
        var options = new EmbeddedOptions { ResponseTimeout = TimeSpan.FromSeconds(10), DeactivationTimeout = TimeSpan.FromSeconds(10) };
        foreach (var type in grainClasses)
            options.GrainClasses.Add(type);
        return options;
    }

    internal static EmbeddedOptions With(Assembly assembly)
    {
        var options = new EmbeddedOptions();
        options.GrainAssemblies.Add(assembly);
        return options;
    }

    internal static EmbeddedSilo Of(EmbeddedOptions options, ILoggerProvider? log = null) =>
        new(new ServiceCollection().AddLogging(logging => logging.AddProvider(log ?? NullLoggerProvider.Instance)).AddKeyedSingleton("greeting", new Greeting("hello")).AddScoped<Visit>().BuildServiceProvider(), options);

    internal static async Task<EmbeddedSilo> StartAsync(EmbeddedOptions options)
    {
        var silo = Of(options);
        await silo.StartAsync();
        return silo;
    }
}
