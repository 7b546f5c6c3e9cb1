using System.Net;
using System.Net.Sockets;
using Granary.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Streams;

namespace Granary.Silo;

/// <summary>Hosting for <c>Actors=Orleans</c>: one silo, alone or in a cluster whose membership and reminders are in PostgreSQL.</summary>
public static class ActorRuntime
{
    public const string Name = "Orleans";

    internal static void Add(IHostApplicationBuilder builder, SiloOptions options)
    {
        // Should an exception of ours ever lack its serializer, its type and message still arrive.
        builder.Services.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Granary"));
        // At start the watchdog takes the machine's uptime for a stall and warns of it, once, every time.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.UseOrleans(silo =>
        {
            AddCluster(silo, options);
            silo.AddMemoryStreams("feed", streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(20)));
            });
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = options.ResponseTimeout);
            silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = options.IdleOwnerAge);
        });
    }

    private static void AddCluster(ISiloBuilder silo, SiloOptions options)
    {
        if (options.Cluster is not { } cluster)
        {
            // Alone, nobody needs to know the ports, and several hosts may share a machine.
            silo.UseLocalhostClustering(FreePort(), FreePort(), primarySiloEndpoint: null, serviceId: "granary", clusterId: "alone");
            silo.UseInMemoryReminderService();
            return;
        }
        silo.Configure<Orleans.Configuration.ClusterOptions>(o => { o.ClusterId = "granary"; o.ServiceId = "granary"; });
        silo.ConfigureEndpoints(IPAddress.Parse(cluster.Address), cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: false);
        silo.UseAdoNetClustering(o => { o.Invariant = "Npgsql"; o.ConnectionString = cluster.Connection; });
        silo.UseAdoNetReminderService(o => { o.Invariant = "Npgsql"; o.ConnectionString = cluster.Connection; });
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(1);
            o.NumMissedProbesLimit = 2;
            o.NumVotesForDeathDeclaration = 2;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
