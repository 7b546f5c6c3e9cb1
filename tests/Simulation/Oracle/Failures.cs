using Granary.Journal;
using Orleans.Runtime;

namespace Granary.Simulation;

/// <summary>Which exceptions only say that a machine failed. Any other is a bug that a customer would have met.</summary>
internal static class Failures
{
    public static bool MayHappen(Exception exception) =>
        exception is JournalUnavailableException or TimeoutException or SiloUnavailableException;
}
