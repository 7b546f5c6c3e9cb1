using Granary.Grains;
using Microsoft.Extensions.Hosting;
using Orleans.Embedded;

namespace Granary.Silo;

/// <summary>Hosting for <c>Actors=Embedded</c>: the grains live in this process.</summary>
public static class ActorRuntime
{
    public const string Name = "Embedded";

    internal static void Add(IHostApplicationBuilder builder, SiloOptions options) => builder.Services.AddEmbeddedOrleans(silo =>
    {
        silo.GrainAssemblies.Add(typeof(UserGrain).Assembly);
        silo.StreamProviders.Add("feed");
        silo.ResponseTimeout = options.ResponseTimeout;
        silo.CollectionAge = options.IdleOwnerAge;
    });
}
