namespace Granary.Grains;

/// <summary>Follows one partition of the journal and brings its credits to the owners that react to them. The key is the partition.</summary>
[Alias("granary.feed")]
public interface IFeedGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that it runs. Every host calls this once a second: nothing but a call wakes a grain after its host died.</summary>
    Task Start();

    Task<FeedStatus> Status();
}

/// <param name="Position">Everything up to here has been brought.</param>
[GenerateSerializer, Immutable, Alias("granary.feed-status")]
public sealed record FeedStatus([property: Id(0)] int Partition, [property: Id(1)] long Position);
