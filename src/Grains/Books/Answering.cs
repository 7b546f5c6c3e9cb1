using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>Gives waiting commands their answers. What is already in the journal is always answered from there.</summary>
internal sealed class Answering(OwnerId owner, IJournal journal)
{
    /// <summary>The entries of the draft are durable, or it has none: everybody in it gets an answer.</summary>
    public async Task AnswerAll<TState>(Draft<TState> draft, bool isInDoubt) where TState : class, IOwnerState<TState>
    {
        draft.AnswerWritten();
        if (draft.Refused.Count == 0 && draft.Repeated.Count == 0) return;
        // A refusal may be the second coming of a command that was carried out long ago, when there was still money for it.
        var stored = await Stored([.. draft.Refused.Select(refusal => refusal.Waiting), .. draft.Repeated.Select(repeated => repeated.Waiting)]);
        foreach (var (waiting, outcome) in draft.Refused)
        {
            if (stored.TryGetValue(waiting.Command.Id, out var entry)) waiting.AnswerFrom(owner, entry);
            else Refuse(waiting, outcome, isInDoubt);
        }
        foreach (var (waiting, earlier) in draft.Repeated)
        {
            // The same deposit under another key is the same deposit, unless that key already stands for another one.
            if (stored.TryGetValue(waiting.Command.Id, out var entry)) waiting.AnswerFrom(owner, entry);
            else waiting.SetResult(new Answer(Outcome.Accepted, earlier, Replayed: true));
        }
    }

    /// <summary>Says no, or, while an append may still turn out to be durable, that nobody knows.</summary>
    public static void Refuse(Waiting waiting, Outcome outcome, bool isInDoubt)
    {
        if (isInDoubt)
        {
            waiting.TrySetException(new JournalUnavailableException("an append of this command ended unknown"));
            return;
        }
        BookMetrics.Refused(outcome);
        waiting.TrySetResult(Answer.Refused(outcome));
    }

    /// <summary>Answers, and takes out of the batch, what is already in the journal. False when nothing is.</summary>
    public async ValueTask<bool> AnswerStored(List<Waiting> batch)
    {
        var stored = await Stored(batch);
        return batch.RemoveAll(waiting =>
        {
            if (!stored.TryGetValue(waiting.Command.Id, out var entry)) return false;
            waiting.AnswerFrom(owner, entry);
            return true;
        }) > 0;
    }

    private async ValueTask<Dictionary<Guid, Entry>> Stored(List<Waiting> batch)
    {
        if (batch.Count == 0) return [];
        var found = await journal.FindAsync([.. batch.Select(waiting => waiting.Command.Id).Distinct()]);
        return found.ToDictionary(posted => posted.Entry.CommandId, posted => posted.Entry);
    }
}
