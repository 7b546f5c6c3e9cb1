using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>What an exception of the machine means to a client. A refusal is never an exception.</summary>
internal static class Failures
{
    /// <summary>Null for an exception that nobody expected.</summary>
    public static Problem? ProblemOf(Exception failed) => MachineFaults.Of(failed) switch
    {
        // Also when the request was sent and only its answer is missing, so nobody may say that it failed.
        MachineFault.Unavailable => Problems.Unavailable.With(
            "It may or may not have been carried out. Send the same request again with the same Idempotency-Key to find out."),
        MachineFault.Quarantined => Problems.OwnerQuarantined.Plain(),
        MachineFault.Unexpected => null,
    };
}
