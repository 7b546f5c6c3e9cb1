namespace Granary.Grains;

/// <summary>
/// Follows one partition of the journal: brings its credits to the owners that react to them and wakes the observers. The key is the partition.
/// Of all that live, one leads.
/// </summary>
[Alias("granary.feed")]
public interface IFeedGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that it runs. Every host calls this once a second: nothing but a call wakes a grain after its host died.</summary>
    Task Start();

    Task<FeedStatus> Status();
}

/// <param name="Position">Everything up to here has been brought, as far as this activation knows.</param>
/// <param name="IsLeading">False when another one leads, or nobody yet.</param>
/// <param name="Host">Where it lives.</param>
/// <param name="Head">The partition's newest position when it last looked.</param>
[GenerateSerializer, Immutable, Alias("granary.feed-status")]
public sealed record FeedStatus(
    [property: Id(0)] int Partition, [property: Id(1)] long Position, [property: Id(2)] bool IsLeading, [property: Id(3)] long Head,
    [property: Id(4)] string Host);
