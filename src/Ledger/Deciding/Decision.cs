using System.Collections.Immutable;

namespace Granary.Ledger;

/// <summary>A "no" with its reason, or what the entry will say.</summary>
public readonly record struct Decision(Outcome Outcome, LedgerEvent? Event, ImmutableArray<Transfer> Transfers, Entry? Repeated)
{
    public static Decision Refused(Outcome outcome) => new(outcome, null, [], null);

    public static Decision Accepted(LedgerEvent happened, params ImmutableArray<Transfer> transfers) =>
        new(Outcome.Accepted, happened, transfers, null);

    /// <summary>The same thing was done before under another command id (a bank reports a deposit twice): its entry is the answer.</summary>
    public static Decision AlreadyDone(Entry entry) => new(Outcome.Accepted, null, [], entry);
}
