using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// The in-memory ledger of one owner, and the one way to the journal: gather commands, decide them together, append once, remember,
/// answer. At most one append is in flight; what arrives meanwhile goes into the next, so a busy owner writes larger batches,
/// not more of them.
/// </summary>
/// <remarks>
/// Lives inside one activation and is touched only in its turns. It never trusts that it is the only book of its owner: the journal refuses
/// a sequence that another one wrote, and then this book reloads and decides again.
/// </remarks>
public sealed class Book<TState>(OwnerId owner, BookRules<TState> rules, BookContext context)
    where TState : class, IOwnerState<TState>
{
    private readonly BookMemory<TState> memory = new(owner, rules, context);
    private readonly FactFinder finder = new(owner, context);
    private readonly Answering answering = new(owner, context.Journal);
    private readonly Doubts doubts = new(context.Clock);
    private List<Waiting>? queue;
    private bool isWorking;

    public OwnerId Owner => owner;

    public TState State => memory.State;

    public long Sequence => memory.Seen.Sequence;

    /// <summary>True after a violated invariant or a changed row: the activation must go, and this book answers nobody.</summary>
    public bool IsBroken { get; private set; }

    public ValueTask LoadAsync() => Whole(memory.ReloadAsync);

    /// <summary>Takes in everything that is in the journal now.</summary>
    public ValueTask CatchUpAsync() => Whole(memory.CatchUpAsync);

    public ValueTask ReceiveAsync(CreditPush push) => Whole(() => memory.ReceiveAsync(push));

    /// <summary>Keeps a snapshot when at least so many changes are worth one. Failing to is no failure.</summary>
    public ValueTask KeepSnapshotAsync(int changesMin = 1) => memory.KeepSnapshotAsync(changesMin);

    /// <summary>Carries a command out, once, whatever happens to the caller.</summary>
    /// <exception cref="JournalUnavailableException">The end is not known; the same command may be sent again.</exception>
    public Task<Answer> Submit(Command command)
    {
        if (IsBroken) return Task.FromException<Answer>(Broken());
        return queue?.Count >= context.Limits.QueuedCommandsMax ? Task.FromResult(Answer.Refused(Outcome.Busy)) : Enqueued(new Waiting(command));
    }

    /// <summary>Does what is due of itself, such as giving an expired hold back. Returns when it is durable.</summary>
    /// <exception cref="JournalUnavailableException">It is not done, or nobody knows.</exception>
    public async ValueTask DoWhatIsDue()
    {
        if (rules.NextDue(owner, Sequence + 1, State, NowMs) is null) return;
        if (IsBroken) throw Broken();
        // In the queue as everybody else, so that it is done again after a fence, and its failure is somebody's.
        var answer = await Enqueued(Waiting.ForWhatIsDue());
        if (answer.Outcome != Outcome.Accepted) throw new JournalUnavailableException($"{owner} could not do what is due");
    }

    private Task<Answer> Enqueued(Waiting waiting)
    {
        (queue ??= []).Add(waiting);
        if (!isWorking) _ = Work();
        return waiting.Task;
    }

    // Who meets a history that cannot be is the last to use this book, whether it came to decide or only to look.
    private async ValueTask Whole(Func<ValueTask> read)
    {
        if (IsBroken) throw Broken();
        try
        {
            await read();
        }
        catch (Exception broken) when (broken is InvariantViolatedException or CorruptEntryException or OverflowException)
        {
            Break();
            throw;
        }
    }

    private void Break()
    {
        if (!IsBroken) BookMetrics.Broke(owner.Kind);
        IsBroken = true;
    }

    private InvariantViolatedException Broken() => new($"the book of {owner} is whole");

    private long NowMs => Math.Max(context.Clock.NowMs, State.LastAtMs);

    private async Task Work()
    {
        isWorking = true;
        List<Waiting> batch = [];
        try
        {
            while (queue is { Count: > 0 })
            {
                batch = TakeBatch();
                using var span = GrainSpans.Batch(batch);
                await Carry(batch);
            }
        }
        catch (JournalUnavailableException gone)
        {
            // What these callers asked may be durable or not. What waits behind them is no better off, and must not wait for ever.
            memory.IsStale = true;
            Fail(batch, gone);
        }
        catch (Exception broken)
        {
            Break();
            Fail(batch, broken);
            throw;
        }
        finally
        {
            isWorking = false;
        }
    }

    private List<Waiting> TakeBatch()
    {
        if (queue is null) return [];
        var (count, rows) = (0, 0);
        while (count < queue.Count && count < context.Limits.CommandsPerAppendMax)
        {
            rows += queue[count].Command.TransfersMax;
            if (count > 0 && rows > context.Limits.RowsPerAppendMax) break;
            count++;
        }
        var all = queue;
        queue = count == all.Count ? null : all[count..];
        return count == all.Count ? all : all[..count];
    }

    private void Fail(List<Waiting> batch, Exception why)
    {
        foreach (var waiting in batch) waiting.TrySetException(why);
        foreach (var waiting in queue ?? []) waiting.TrySetException(why);
        queue = null;
    }

    // Answers every command of the batch. Each try decides anew on what the journal says now.
    private async Task Carry(List<Waiting> batch)
    {
        // While an append may still turn out to be durable, "no" and "busy" would be lies.
        var isInDoubt = doubts.Concern(batch, Sequence);
        for (var attempt = 0; attempt < context.Limits.AttemptsMax; attempt++)
        {
            var draft = await DecideOnWhatIsKnown(batch);
            var entries = draft.TakeEntries();
            if (entries.IsEmpty)
            {
                await answering.AnswerAll(draft, isInDoubt);
                return;
            }
            switch (await context.Journal.AppendAsync(entries))
            {
                case AppendResult.Appended:
                    memory.Remember(entries, draft.Start, draft.State);
                    // The sequences are taken: whatever was in doubt before did not happen, or the next look finds it.
                    await answering.AnswerAll(draft, isInDoubt: false);
                    return;
                case AppendResult.Duplicate duplicate:
                    // One retry seldom comes alone, so all of the batch is looked up.
                    if (!await answering.AnswerStored(batch) || memory.IsBehind(duplicate.Existing.Entry)) await memory.ReloadAsync();
                    break;
                case AppendResult.Fenced:
                    await memory.ReloadAsync();
                    break;
                case AppendResult.Unknown:
                    // It may be durable: look before deciding again, and never tell anybody that it failed.
                    isInDoubt = true;
                    doubts.Add(batch, entries[0].Sequence);
                    await memory.ReloadAsync();
                    await answering.AnswerStored(batch);
                    break;
            }
            if (batch.Count == 0) return;
        }
        foreach (var waiting in batch) Answering.Refuse(waiting, Outcome.Busy, isInDoubt);
    }

    private async ValueTask<Draft<TState>> DecideOnWhatIsKnown(List<Waiting> batch)
    {
        if (memory.IsStale) await memory.ReloadAsync();
        else if (context.Journal.KnowsNewerCredit(owner, memory.Seen) || batch.Exists(NeedsNewest)) await memory.CatchUpAsync();
        while (true)
        {
            // What is looked up is only good for the sequence that was known before the look: an own entry that another activation wrote and
            // that was taken in since may be about the very same payment, and no fence would stop a decision that did not see it.
            var sequence = Sequence;
            var (found, missesCredit) = await finder.LookUp(batch, memory.Seen);
            if (missesCredit) await memory.CatchUpAsync();
            if (sequence != Sequence) continue;
            var draft = Decide(batch, found);
            if (!draft.Refused.Any(refusal => refusal.Outcome.MayDifferWithNewerEntries())) return draft;
            // What is missing here may be all that stands against it: read the newest and decide again before saying no. On the same look:
            // a later one could know a payee who was opened after the money was counted, and the no would have been right at no time.
            await memory.CatchUpAsync();
            if (sequence == Sequence) return Decide(batch, found);
        }
    }

    // Closing is the one decision that a missing credit makes easier.
    private static bool NeedsNewest(Waiting waiting) => waiting.Command is OwnerCommand.Close;

    private Draft<TState> Decide(List<Waiting> batch, Found[] found)
    {
        var draft = new Draft<TState>(owner, rules, State, Sequence, NowMs, batch.Count);
        draft.DecideWhatIsDue();
        for (var i = 0; i < batch.Count; i++) draft.Decide(batch[i], found[i]);
        return draft;
    }
}
