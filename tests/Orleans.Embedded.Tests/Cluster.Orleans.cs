using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace RuntimeSemantics;

/// <summary>The one file of this suite that knows the runtime. Cluster.Embedded.cs has the same members.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private readonly InProcessTestCluster cluster;

    public Cluster()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton("greeting", new Greeting("hello")).AddScoped<Visit>();
            silo.AddMemoryStreams("feed", streams =>
            {
                streams.ConfigureStreamPubSub(Orleans.Streams.StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(options =>
                {
                    options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(20);
                    options.MaxEventDeliveryTime = TimeSpan.FromSeconds(2);
                }));
            }).UseInMemoryReminderService();
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        builder.ConfigureClient(client =>
        {
            client.AddMemoryStreams("feed");
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        cluster = builder.Build();
    }

    public IClusterClient Client => (IClusterClient)cluster.Client;

    public Task InitializeAsync() => cluster.DeployAsync();

    public async Task DisposeAsync() => await cluster.DisposeAsync();
}
