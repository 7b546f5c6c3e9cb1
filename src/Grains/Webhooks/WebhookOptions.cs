using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>How patient webhooks are, and how much they keep.</summary>
public sealed record WebhookOptions
{
    /// <summary>How long a receiver may take to answer.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After the first failures the lane waits; after one more it parks the delivery and goes on.</summary>
    public ImmutableArray<TimeSpan> WaitsInPlace { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    /// <summary>The waits of a parked delivery, give or take a fifth; after one more failure it is dead.</summary>
    public ImmutableArray<TimeSpan> WaitsParked { get; init; } =
        [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    /// <summary>Parked deliveries of one lane. With as many, the lane waits in place: the journal is the queue.</summary>
    public int ParkedMax { get; init; } = 1_000;

    /// <summary>Dead deliveries kept of one lane; an older one makes room for the newest.</summary>
    public int DeadMax { get; init; } = 10_000;

    /// <summary>How often a lane with something to do is rung for even when nothing happened.</summary>
    public TimeSpan RingEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for a lane with nothing to do: how late it may notice that a ring for it was lost.</summary>
    public TimeSpan RingIdleEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a lane trusts what it knows about its webhook.</summary>
    public TimeSpan KnownFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Deliveries that may happen again after a crash: the lane's state is saved after so many, and whenever it has nothing to do.</summary>
    public int DeliveriesPerSave { get; init; } = 16;

    /// <summary>How often a lane saves that it has moved past what does not concern it. Without that it would only be read again.</summary>
    public TimeSpan KeepMovesEvery { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a lane looks whether an entry that it stepped past because it is damaged has been repaired.</summary>
    public TimeSpan LooksForRepairsEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A lane that nobody rang for so long rests: the feed is led elsewhere, and so is the lane.</summary>
    public TimeSpan WorksAfterRing => 2.5 * RingEvery;

    public TimeSpan? WaitInPlace(int failures) => failures <= WaitsInPlace.Length ? WaitsInPlace[failures - 1] : null;

    /// <summary>Null when it has failed often enough. Spread by the id, so that what failed together does not come back together.</summary>
    public TimeSpan? WaitParked(int failures, Guid id)
    {
        var index = failures - WaitsInPlace.Length - 1;
        if (index >= WaitsParked.Length) return null;
        var spread = CommandId.HashOf("webhook-wait", $"{id:N}", $"{failures}").GetHashCode() & 0xFF;
        return WaitsParked[index] * (0.8 + (0.4 * spread / 0xFF));
    }
}
