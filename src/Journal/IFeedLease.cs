namespace Granary.Journal;

/// <summary>
/// The right to lead the feed of one partition. It ends with the session that took it, whether the process says goodbye or dies. Nothing's
/// correctness rests on it: two leaders for a moment bring the same credits twice, and credits count once by their position.
/// </summary>
public interface IFeedLease : IAsyncDisposable
{
    /// <summary>Shows that the leader lives; one that does not for <see cref="FrozenAfter"/> may be replaced. False: the lease is lost.</summary>
    ValueTask<bool> RenewAsync(CancellationToken cancellation = default);

    /// <summary>After so long without a sign of life another process may end the leader's session and take over.</summary>
    static TimeSpan FrozenAfter { get; } = TimeSpan.FromSeconds(6);
}
