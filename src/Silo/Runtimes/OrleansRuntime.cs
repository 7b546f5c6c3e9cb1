using System.Net;
using System.Net.Sockets;
using Granary.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;
using Orleans.Streams;

namespace Granary.Silo;

/// <summary>Hosting for <c>Actors=Orleans</c>: one silo, alone or in a cluster whose membership and reminders are in PostgreSQL, or a client of it.</summary>
public static class ActorRuntime
{
    public const string Name = "Orleans";

    public static bool HasClusters => true;

    internal static void AddSilo(IHostApplicationBuilder builder, SiloOptions options)
    {
        AddShared(builder, options);
        // At start the watchdog takes the machine's uptime for a stall and warns of it, once, every time.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            if (options.Cluster.Connection is { } connection) JoinCluster(silo, connection, options.Cluster);
            else StandAlone(silo);
            silo.AddMemoryStreams("feed", streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                // One queue for each partition of the journal; an agent asks each of them all the time.
                streams.ConfigurePartitioning(4);
                streams.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(20)));
                // Left alone it keeps half an hour of activities: gigabytes on a sale day. Who misses one reads the journal.
                streams.Configure<StreamCacheEvictionOptions>(cache => cache.Configure(o =>
                {
                    o.DataMinTimeInCache = TimeSpan.FromSeconds(1);
                    o.DataMaxAgeInCache = TimeSpan.FromSeconds(5);
                }));
            });
            silo.Configure<Orleans.Configuration.SiloOptions>(o => o.SiloName = options.Name);
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = options.ResponseTimeoutOrUsual);
            silo.Configure<GrainCollectionOptions>(o =>
            {
                o.CollectionAge = options.IdleOwnerAge;
                // Owners that come faster than they leave must not end the host: near its limit those that were asked longest ago go first.
                o.EnableActivationSheddingOnMemoryPressure = true;
                o.DeactivationTimeout = DrainSteps.GrainsWithin;
            });
        });
    }

    internal static void AddClient(IHostApplicationBuilder builder, SiloOptions options)
    {
        AddShared(builder, options);
        builder.UseOrleansClient(client =>
        {
            client.Configure<Orleans.Configuration.ClusterOptions>(NameCluster);
            client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", options.Cluster.Connection));
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = options.ResponseTimeoutOrUsual);
            // Without this one failed look at the membership table ends the process: silos and clients may start in any order.
            client.UseConnectionRetryFilter(async (_, stopping) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), stopping);
                return true;
            });
        });
    }

    /// <summary>The runtime could not bring a call to its grain, or its answer back: silos come and go.</summary>
    internal static bool IsTransient(Exception failed) =>
        failed is OrleansMessageRejectionException or GatewayTooBusyException or ClientNotAvailableException or ConnectionFailedException
            or LimitExceededException or OrleansLifecycleCanceledException || failed.GetType() == typeof(OrleansException);

    private static void AddShared(IHostApplicationBuilder builder, SiloOptions options)
    {
        if (options.CarriesTraces) OrleansTracing.AddTo(builder.Services);
        // Whatever lacks a serializer, its type and message still arrive. Not only for ours: what the database driver threw is inside of them.
        builder.Services.Configure<ExceptionSerializationOptions>(o => o.SupportedExceptionTypeFilter = _ => true);
        OrleansQuiet.AddTo(builder);
        // Each attempt of a retry with its stack; what comes of it, Orleans says itself.
        builder.Logging.AddFilter("Polly", LogLevel.Critical);
    }

    private static void StandAlone(ISiloBuilder silo)
    {
        // Nobody needs to know the ports, and several hosts may share a machine.
        silo.UseLocalhostClustering(FreePort(), FreePort(), primarySiloEndpoint: null, serviceId: "granary", clusterId: "alone");
        silo.UseInMemoryReminderService();
    }

    private static void JoinCluster(ISiloBuilder silo, string connection, ClusterOptions cluster)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(NameCluster);
        silo.ConfigureEndpoints(AddressOf(cluster.Address), cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: false);
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", connection));
        silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = ("Npgsql", connection));
        // A killed silo is declared dead within two seconds; one that stands still, in about eight. A silo that starts again at the same
        // address and port declares its predecessor dead at once.
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(1);
            o.NumMissedProbesLimit = 2;
            o.NumVotesForDeathDeclaration = 2;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
    }

    private static void NameCluster(Orleans.Configuration.ClusterOptions options) => (options.ClusterId, options.ServiceId) = ("granary", "granary");

    private static IPAddress AddressOf(string address) =>
        IPAddress.TryParse(address, out var ip) ? ip : Dns.GetHostAddresses(address, AddressFamily.InterNetwork)[0];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
