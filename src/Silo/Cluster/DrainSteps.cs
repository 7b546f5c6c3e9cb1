namespace Granary.Silo;

/// <summary>
/// How long each step of leaving may take. With the longest grace they add up to the thirty seconds in which a host must be gone, also when neither
/// database nor collector answers; what is not done by then is done by whoever takes over.
/// </summary>
public static class DrainSteps
{
    /// <summary>Requests under way are answered.</summary>
    public static TimeSpan RequestsWithin => TimeSpan.FromSeconds(8);

    /// <summary>Grains finish their turns, keep snapshots and hand over the feeds.</summary>
    public static TimeSpan GrainsWithin => TimeSpan.FromSeconds(8);

    /// <summary>What is queued is written. The container closes the journal, when nobody appends any more.</summary>
    public static TimeSpan JournalWithin => TimeSpan.FromSeconds(4);

    /// <summary>The last spans are sent: nobody misses those that are not.</summary>
    public static TimeSpan TracesWithin => TimeSpan.FromSeconds(1);

    /// <summary>All of it but journal and traces, which end last.</summary>
    public static TimeSpan AllWithin(TimeSpan grace) => grace + RequestsWithin + GrainsWithin + TimeSpan.FromSeconds(1);
}
