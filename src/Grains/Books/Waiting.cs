using Granary.Ledger;
using Span = System.Diagnostics.Activity;

namespace Granary.Grains;

/// <summary>A command in a book's queue and the caller who waits for its answer.</summary>
internal sealed class Waiting(Command command)
    // Asynchronously, so that a caller's code never runs inside the book's turn.
    : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private static readonly WhatIsDue Due = new();

    public Command Command { get; } = command;

    /// <summary>True for somebody who waits only until the owner has done what is due of itself.</summary>
    public bool IsForWhatIsDue => Command is WhatIsDue;

    public static Waiting ForWhatIsDue() => new(Due);

    /// <summary>The caller's part of a trace; null when there is none.</summary>
    public Span? Span { get; } = GrainSpans.Caller;

    /// <summary>The answer from an entry that is already in the journal: the stored one, or a refusal when the request was another.</summary>
    public void AnswerFrom(OwnerId owner, Entry stored) => SetResult(
        stored.Owner == owner && stored.RequestHash == Command.RequestHash
            ? new Answer(Outcome.Accepted, stored, Replayed: true)
            : Answer.Refused(Outcome.KeyReused));

    // Never leaves the book.
    private sealed record WhatIsDue() : Command(Guid.Empty, Guid.Empty);
}
