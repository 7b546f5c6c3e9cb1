namespace Granary.Silo;

/// <summary>
/// How long each step of leaving may take. After the grace (three seconds where requests come in) they add up to less than the thirty seconds
/// in which a host must be gone; what is not done by then is done by whoever takes over.
/// </summary>
public static class DrainSteps
{
    /// <summary>Requests under way are answered.</summary>
    public static TimeSpan RequestsWithin => TimeSpan.FromSeconds(8);

    /// <summary>Grains finish their turns, keep snapshots and hand over the feeds.</summary>
    public static TimeSpan GrainsWithin => TimeSpan.FromSeconds(8);

    /// <summary>All of it but the journal, which closes last.</summary>
    public static TimeSpan AllWithin(TimeSpan grace) => grace + RequestsWithin + GrainsWithin + TimeSpan.FromSeconds(1);
}
