using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>What was looked up for one command: all of its <see cref="Facts"/> but the time.</summary>
internal readonly record struct Found(ImmutableArray<(OwnerId Owner, OwnerStatus Status)> Payees, ImmutableArray<Entry> History);

/// <summary>Looks up what decisions need to know besides the owner's own state.</summary>
internal sealed class FactFinder(OwnerId owner, BookContext context)
{
    /// <summary>What each command needs, in order, and whether it speaks of a credit to this owner that <paramref name="seen"/> misses.</summary>
    public async ValueTask<(Found[] Found, bool MissesCredit)> LookUp(List<Waiting> batch, Seen seen)
    {
        var found = new Found[batch.Count];
        var missesCredit = false;
        // All histories are asked for at once, so that the journal reads them together.
        var histories = batch.Exists(NeedsHistory) ? batch.Select(waiting => HistoryOf(waiting.Command).AsTask()).ToArray() : null;
        for (var i = 0; i < found.Length; i++)
        {
            var payees = batch[i].Command.Payees;
            var statuses = payees.IsEmpty ? [] : await context.Directory.StatusOf(payees);
            var history = histories is null ? [] : await histories[i];
            found[i] = new Found(statuses, history.IsEmpty ? [] : [.. history.Select(posted => posted.Entry)]);
            missesCredit |= !history.IsEmpty && history.Any(posted => Misses(posted, seen));
        }
        return (found, missesCredit);
    }

    private static bool NeedsHistory(Waiting waiting) => waiting.Command.Subject != Guid.Empty || waiting.Command.Reference is not null;

    private ValueTask<ImmutableArray<PostedEntry>> HistoryOf(Command command)
    {
        if (command.Subject != Guid.Empty) return context.Journal.AboutAsync(command.Subject);
        // A reference is this owner's own: what somebody else calls by the same name is another thing.
        if (command.Reference is { } reference) return context.Journal.ReferringToAsync(reference, owner, countMax: 16);
        return new([]);
    }

    private bool Misses(PostedEntry posted, Seen seen) =>
        posted.Entry.Owner != owner
        && posted.Position > seen.Positions[posted.Partition]
        && posted.Entry.Transfers.Any(transfer => transfer.CreditOwner == owner);
}
