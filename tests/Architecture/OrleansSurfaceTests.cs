using System.Reflection;

namespace Granary.Architecture;

public sealed class OrleansSurfaceTests
{
    // They live in other assemblies of Orleans, whose packages the registry does not serve; ORLEANS.md section 7 has them by hand.
    private static readonly string[] notCheckable =
    [
        // Orleans.Serialization.Abstractions
        "Orleans.AliasAttribute", "Orleans.GenerateSerializerAttribute", "Orleans.IdAttribute", "Orleans.ImmutableAttribute",
        "Orleans.ResponseTimeoutAttribute",
        // Orleans.Core
        "Orleans.CollectionAgeLimitAttribute", "Orleans.IClusterClient", "Orleans.KeepAliveAttribute",
        "Orleans.Runtime.IManagementGrain", "Orleans.Runtime.SimpleGrainStatistic",
        // Orleans.Streaming
        "Orleans.ClientStreamingExtensions", "Orleans.GrainStreamingExtensions", "Orleans.ImplicitStreamSubscriptionAttribute",
        "Orleans.Runtime.StreamId", "Orleans.Streams.Core.IStreamSubscriptionHandleFactory", "Orleans.Streams.Core.IStreamSubscriptionObserver",
        "Orleans.Streams.IAsyncBatchObserver`1", "Orleans.Streams.IAsyncBatchProducer`1", "Orleans.Streams.IAsyncObserver`1",
        "Orleans.Streams.IAsyncStream", "Orleans.Streams.IAsyncStream`1", "Orleans.Streams.IStreamProvider", "Orleans.Streams.SequentialItem`1",
        "Orleans.Streams.StreamSequenceToken", "Orleans.Streams.StreamSubscriptionHandle`1",
        // Orleans.Reminders
        "Orleans.GrainReminderExtensions", "Orleans.IRemindable", "Orleans.Runtime.IGrainReminder", "Orleans.Runtime.TickStatus",
    ];

    private static readonly OrleansSurface ours = OrleansSurface.Of(typeof(Orleans.Grain).Assembly.Location);
    private static readonly OrleansSurface real = OrleansSurface.Of(typeof(OrleansSurfaceTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "OrleansCoreAbstractions").Value!);

    [Fact]
    public void Every_public_member_of_the_slice_is_the_real_one()
    {
        var differences = Slice()
            .Where(type => real.Types.ContainsKey(type.Key))
            .SelectMany(type => type.Value.Except(real.Types[type.Key]).Select(line => $"{type.Key}: {line}"));
        Assert.Equal("", string.Join('\n', differences));
    }

    [Fact]
    public void Every_public_type_of_the_slice_is_a_real_one_or_known_to_live_in_another_assembly()
    {
        Assert.Equal(notCheckable.Order(StringComparer.Ordinal), Slice().Select(type => type.Key).Where(name => !real.Types.ContainsKey(name)));
    }

    [Fact]
    public void The_real_surface_was_read()
    {
        Assert.Contains("method Public virtual System.Threading.Tasks.Task OnActivateAsync<>(System.Threading.CancellationToken cancellationToken)", real.Types["Orleans.Grain"]);
        Assert.True(Slice().Count() > notCheckable.Length);
    }

    // The namespace of the hosting API exists in no Orleans, and so needs none to agree with.
    private static IEnumerable<KeyValuePair<string, IReadOnlySet<string>>> Slice() =>
        ours.Types.Where(type => !type.Key.StartsWith("Orleans.Embedded.", StringComparison.Ordinal));
}
