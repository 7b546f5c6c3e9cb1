namespace Granary.EndToEnd;

/// <summary>Something that goes wrong while everybody pays, and is put right again by whoever operates the hosts.</summary>
internal interface IFault
{
    /// <returns>What was done, for the log.</returns>
    Task<string> StrikeAsync(Random chance);
}
