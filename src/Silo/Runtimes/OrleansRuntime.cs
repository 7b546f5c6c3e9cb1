using System.Net;
using Granary.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Streams;

namespace Granary.Silo;

/// <summary>Hosting for <c>Actors=Orleans</c>: one silo of a cluster whose membership and reminders are in PostgreSQL.</summary>
public static class ActorRuntime
{
    public const string Name = "Orleans";

    internal static void Add(IHostApplicationBuilder builder, SiloOptions options)
    {
        // Should an exception of ours ever lack its serializer, its type and message still arrive.
        builder.Services.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Granary"));
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
        if (options.Postgres is not { } connection)
        {
            silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort, primarySiloEndpoint: null, serviceId: "granary", clusterId: "dev");
            silo.UseInMemoryReminderService();
            return;
        }
        silo.Configure<ClusterOptions>(o => { o.ClusterId = "granary"; o.ServiceId = "granary"; });
        silo.ConfigureEndpoints(IPAddress.Parse(options.SiloAddress), options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: false);
        silo.UseAdoNetClustering(o => { o.Invariant = "Npgsql"; o.ConnectionString = connection; });
        silo.UseAdoNetReminderService(o => { o.Invariant = "Npgsql"; o.ConnectionString = connection; });
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(1);
            o.NumMissedProbesLimit = 2;
            o.NumVotesForDeathDeclaration = 2;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
    }
}
