using Granary.Journal;
using Microsoft.Extensions.Logging;

namespace Granary.Grains;

/// <summary>What every book of a host works with.</summary>
public sealed record BookContext(IJournal Journal, IJournalQueries Queries, OwnerDirectory Directory, IBusinessClock Clock, BookLimits Limits, ILogger<BookContext> Log)
{
    /// <summary>What operators are told of this host's owners.</summary>
    public Census Census { get; } = new();

    public HotOwners Hottest { get; } = new();
}

/// <param name="QueuedCommandsMax">Commands that may wait in one book; more are answered with busy.</param>
/// <param name="CommandsPerAppendMax">Commands decided together and made durable by one append.</param>
/// <param name="RowsPerAppendMax">Transfers in one append, as far as several commands are concerned: a cart of a thousand sellers is one.</param>
/// <param name="AttemptsMax">Tries after a fence or an unknown end before the answer is busy.</param>
/// <param name="ChangesPerSnapshot">Own entries and credits after which a snapshot is kept.</param>
/// <param name="ChangesWorthKeeping">The same for an owner that leaves memory. Fewer are folded faster than a snapshot is written.</param>
public sealed record BookLimits(
    int QueuedCommandsMax = 20_000, int CommandsPerAppendMax = 1_000, int RowsPerAppendMax = 2_000, int AttemptsMax = 8,
    int ChangesPerSnapshot = 2_000, int ChangesWorthKeeping = 32)
{
    public static BookLimits Default { get; } = new();
}
