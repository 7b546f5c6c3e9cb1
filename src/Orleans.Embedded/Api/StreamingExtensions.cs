using Orleans.Embedded;
using Orleans.Embedded.Runtime;
using Orleans.Streams;

namespace Orleans;

public static class GrainStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => Activation.Of(grain).Silo.StreamProvider(name);

    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name) => Activation.Of(grain).Silo.StreamProvider(name);
}

public static class ClientStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) => ((EmbeddedSilo)client).StreamProvider(name);
}
