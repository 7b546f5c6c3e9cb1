using System.Collections.Immutable;
using Granary.Journal;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>The store as it looks to a host that is killed before it can save: nothing that it keeps gets there. Or to one that cannot even read.</summary>
internal sealed class CutStore(IObservationStore store) : IObservationStore
{
    public bool IsCut { get; set; }

    public bool IsGone { get; set; }

    /// <summary>The answer to the next save is lost, and the save is sent again, as a store does whose connection broke.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>How many saves reached the store.</summary>
    public int SaveCount { get; private set; }

    public async ValueTask<bool> SaveObservationsAsync(
        string observer, int partition, long from, long to, IReadOnlyList<Observation> changed, CancellationToken cancellation = default)
    {
        if (IsCut || IsGone) throw new JournalUnavailableException("killed");
        if (observer.StartsWith("webhook", StringComparison.Ordinal)) SaveCount++;
        if (LosesAnswer && observer.StartsWith("webhook", StringComparison.Ordinal))
        {
            LosesAnswer = false;
            await store.SaveObservationsAsync(observer, partition, from, to, changed, cancellation);
        }
        return await store.SaveObservationsAsync(observer, partition, from, to, changed, cancellation);
    }

    public ValueTask<ImmutableArray<Observation>> ReadObservationsAsync(
        string observer, int partition, IReadOnlyList<(string Subject, int Day)> asked, CancellationToken cancellation = default) =>
        IsGone ? throw new JournalUnavailableException("gone") : store.ReadObservationsAsync(observer, partition, asked, cancellation);

    public ValueTask<ImmutableArray<Observation>> ReadSubjectAsync(
        string observer, string subject, int firstDay, int lastDay, CancellationToken cancellation = default) =>
        IsGone ? throw new JournalUnavailableException("gone") : store.ReadSubjectAsync(observer, subject, firstDay, lastDay, cancellation);

    public ValueTask DeleteObservationsAsync(string observer, int partition, CancellationToken cancellation = default) =>
        IsCut || IsGone ? throw new JournalUnavailableException("killed") : store.DeleteObservationsAsync(observer, partition, cancellation);
}
