using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;

namespace RuntimeSemantics;

/// <summary>The one file of this suite that knows the runtime. Cluster.Orleans.cs has the same members.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private readonly EmbeddedSilo silo;

    public Cluster()
    {
        var services = new ServiceCollection().AddLogging().AddKeyedSingleton("greeting", new Greeting("hello")).AddScoped<Visit>();
        var options = new EmbeddedOptions
        {
            ResponseTimeout = TimeSpan.FromSeconds(5),
            MaxEventDeliveryTime = TimeSpan.FromSeconds(2),
            EventRetryDelay = TimeSpan.FromMilliseconds(100),
        };
        options.StreamProviders.Add("feed");
        foreach (var type in typeof(Cluster).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(Grain)) && type.Namespace == "RuntimeSemantics.Grains"))
            options.GrainClasses.Add(type);
        silo = new EmbeddedSilo(services.BuildServiceProvider(), options);
    }

    public IClusterClient Client => silo;

    public Task InitializeAsync() => silo.StartAsync();

    public Task DisposeAsync() => silo.StopAsync();
}
