using Granary.Journal;
using Granary.Ledger;

namespace Granary.Silo;

/// <summary>What an exception out of a grain says about the machine. A refusal is never an exception.</summary>
public enum MachineFault : byte
{
    /// <summary>An exception that nobody expects: a bug.</summary>
    Unexpected,

    /// <summary>The store or the grain did not answer; what was asked may or may not have been carried out.</summary>
    Unavailable,

    /// <summary>The owner's books are broken, and it stays out of service until somebody has repaired them.</summary>
    Quarantined,
}

/// <summary>The callers of grains do not know the journal; this does it for them.</summary>
public static class MachineFaults
{
    public static MachineFault Of(Exception failed) => failed switch
    {
        JournalUnavailableException or TimeoutException or OperationCanceledException => MachineFault.Unavailable,
        _ when ActorRuntime.IsTransient(failed) => MachineFault.Unavailable,
        InvariantViolatedException or CorruptEntryException => MachineFault.Quarantined,
        _ => MachineFault.Unexpected,
    };
}
