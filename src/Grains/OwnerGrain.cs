using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// What the grains of all owner kinds share: they load, hand over to their <see cref="Book{TState}"/>, and go when it is broken. Concrete
/// classes are reentrant so that many commands can wait for one append; the book decides one batch at a time.
/// </summary>
public abstract class OwnerGrain<TState>(OwnerKind kind, BookRules<TState> rules, BookContext context) : Grain, IOwnerGrain
    where TState : class, IOwnerState<TState>
{
    private Book<TState> book = null!;

    protected TState State => book.State;

    /// <summary>How many entries it has written.</summary>
    protected long Sequence => book.Sequence;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        book = new Book<TState>(new OwnerId(kind, this.GetPrimaryKeyLong()), rules, context);
        await book.LoadAsync();
        BookMetrics.Activated(kind);
        context.Census.Came(kind);
        await base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        BookMetrics.Deactivated(kind);
        context.Census.Went(kind);
        context.Journal.Forget(book.Owner);
        if (!book.IsBroken) await book.KeepSnapshotAsync(context.Limits.ChangesWorthKeeping);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<Answer> Manage(OwnerCommand command) => Carry(command);

    public Task<OwnerView> Read() => GoingIfBroken(async () =>
    {
        await book.CatchUpAsync();
        try
        {
            await book.DoWhatIsDue();
        }
        catch (JournalUnavailableException)
        {
            // A store that takes no writes still answers whoever looks.
        }
        return new OwnerView(book.Owner, State.Status, book.Sequence, State.Balances, OpenHolds);
    });

    public async Task<Balances> ReadAt(long atMs) => await context.Queries.BalancesAtAsync(book.Owner, atMs);

    public async Task<HistoryPage?> ReadHistory(HistoryCursor? before, int countMax) =>
        before is { } cursor && cursor.Positions.Length != context.Journal.PartitionCount
            ? null
            : await context.Queries.HistoryAsync(book.Owner, before, countMax);

    public Task Receive(CreditPush push) => GoingIfBroken(async () =>
    {
        using var span = GrainSpans.Caller is null ? null : GrainSpans.Credits(kind, push);
        await book.ReceiveAsync(push);
        await book.DoWhatIsDue();
        return push;
    });

    protected virtual ImmutableArray<Hold> OpenHolds => [];

    protected Task<Answer> Carry(Command command)
    {
        context.Hottest.Note(book.Owner);
        return GrainSpans.Caller is null ? GoingIfBroken(() => book.Submit(command)) : CarryTraced(command);
    }

    /// <summary>Takes in what others credited; for grains whose answer to a reader depends on it.</summary>
    protected Task CatchUp() => GoingIfBroken(async () =>
    {
        await book.CatchUpAsync();
        return book;
    });

    private async Task<Answer> CarryTraced(Command command)
    {
        using var span = GrainSpans.Command(kind, command);
        try
        {
            var answer = await GoingIfBroken(() => book.Submit(command));
            GrainSpans.Answered(span, answer);
            return answer;
        }
        catch
        {
            GrainSpans.Failed(span);
            throw;
        }
    }

    // An activation whose book is broken goes, whoever noticed.
    private async Task<T> GoingIfBroken<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        finally
        {
            if (book.IsBroken) DeactivateOnIdle();
        }
    }
}
