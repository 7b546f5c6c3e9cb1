using Granary.Grains;
using Microsoft.Extensions.Hosting;
using Orleans.Embedded;
using Orleans.Runtime;

namespace Granary.Silo;

/// <summary>Hosting for <c>Actors=Embedded</c>: the grains live in this process.</summary>
public static class ActorRuntime
{
    public const string Name = "Embedded";

    /// <summary>Hosts know each other only by their journal, and no process does without grains of its own.</summary>
    public static bool HasClusters => false;

    internal static void AddSilo(IHostApplicationBuilder builder, SiloOptions options) => builder.Services.AddEmbeddedOrleans(silo =>
    {
        silo.GrainAssemblies.Add(typeof(UserGrain).Assembly);
        silo.StreamProviders.Add("feed");
        silo.SiloName = options.Name;
        silo.ResponseTimeout = options.ResponseTimeoutOrUsual;
        silo.CollectionAge = options.IdleOwnerAge;
        silo.DeactivationTimeout = DrainSteps.GrainsWithin;
    });

    internal static void AddClient(IHostApplicationBuilder builder, SiloOptions options) =>
        throw new NotSupportedException($"{Name} has no clients, and {builder.Environment.ApplicationName} was to be one of {options.Name}");

    /// <summary>The runtime could not bring a call to its grain, or its answer back.</summary>
    internal static bool IsTransient(Exception failed) => failed is OrleansMessageRejectionException;
}
