using System.Collections.Immutable;

namespace Granary.Journal;

/// <summary>What an observer of the feed keeps about one subject.</summary>
/// <param name="Subject">Whom it is about, as the observer names it; at most 64 characters.</param>
/// <param name="Day">The business date as a day number; 0 when it is not of one day.</param>
/// <param name="State">The observer's own form.</param>
public sealed record Observation(string Subject, int Day, ReadOnlyMemory<byte> State);

/// <summary>
/// Where observers of the feed keep what they made of it. Rows and position change together, so what is stored is always the fold of the
/// partition up to the stored position, however often an observer dies or lives twice.
/// </summary>
public interface IObservationStore
{
    /// <summary>
    /// Moves the observer's cursor and replaces the changed rows in one transaction. False when the cursor is not at
    /// <paramref name="from"/>: another activation was faster, nothing was written, and this one must read again.
    /// </summary>
    ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation = default);

    /// <summary>The rows that exist of those asked for, of one partition.</summary>
    ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation = default);

    /// <summary>All rows about a subject, of all partitions, from the first to the last day, in order of day.</summary>
    ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation = default);

    /// <summary>
    /// Forgets the observer in one partition, its rows and its cursor, in one transaction: for it everything is as if it had never been. Whoever goes on
    /// from a position it had before is told that another was faster.
    /// </summary>
    ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation = default);
}
