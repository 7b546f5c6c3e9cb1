using System.Diagnostics.Metrics;

namespace Granary.Journal.GroupCommit;

/// <summary>What the journal tells operators about itself.</summary>
internal sealed class JournalMetrics : IDisposable
{
    private readonly Meter meter = new("Granary.Journal");
    private readonly KeyValuePair<string, object?>[] partitions;
    private readonly Histogram<int> batchRows;
    private readonly Histogram<double> appendSeconds;
    private readonly Counter<long> entries, fenced, duplicates, unknowns, unavailable, loads, tailHits, tailMisses, snapshots, untold;

    internal JournalMetrics(int partitionCount, Func<int, int> depthOf)
    {
        partitions = [.. Enumerable.Range(0, partitionCount).Select(p => new KeyValuePair<string, object?>("partition", p))];
        batchRows = meter.CreateHistogram<int>("granary.journal.batch.rows", "{row}", "Rows written by one batch");
        appendSeconds = meter.CreateHistogram(
            "granary.journal.append.duration", "s", "From asking for an append to its answer", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        entries = meter.CreateCounter<long>("granary.journal.entries", "{entry}", "Entries appended");
        fenced = meter.CreateCounter<long>("granary.journal.fenced", "{append}", "Appends refused because another activation wrote");
        duplicates = meter.CreateCounter<long>("granary.journal.duplicates", "{append}", "Appends whose command was there already");
        unknowns = meter.CreateCounter<long>("granary.journal.unknown", "{append}", "Appends whose outcome is not known");
        unavailable = meter.CreateCounter<long>("granary.journal.unavailable", "{append}", "Appends that the store did not take; nothing of them was written");
        loads = meter.CreateCounter<long>("granary.journal.loads", "{owner}", "Owners loaded");
        tailHits = meter.CreateCounter<long>("granary.journal.tail.hits", "{read}", "Feed reads served from memory");
        tailMisses = meter.CreateCounter<long>("granary.journal.tail.misses", "{read}", "Feed reads served by the database");
        snapshots = meter.CreateCounter<long>("granary.journal.snapshots", "{snapshot}", "Snapshots written");
        untold = meter.CreateCounter<long>("granary.journal.untold", "{batch}", "Durable batches whose news failed to be taken in; each is a bug");
        // What is first counted when it happens cannot be seen to rise.
        foreach (var rare in (Counter<long>[])[fenced, duplicates, unknowns, unavailable, untold]) rare.Add(0);
        meter.CreateObservableGauge(
            "granary.journal.queue.entries",
            () => partitions.Select((tag, p) => new Measurement<int>(depthOf(p), tag)), "{entry}", "Entries waiting or being written");
    }

    internal void Wrote(int partition, List<QueuedAppend> batch, AppendResult[] results, TimeProvider time)
    {
        var (rows, appended) = (0, 0);
        for (var i = 0; i < results.Length; i++)
        {
            switch (results[i])
            {
                case AppendResult.Appended: rows += batch[i].Append.RowCount; appended += batch[i].Append.Entries.Length; break;
                case AppendResult.Fenced: fenced.Add(1); break;
                case AppendResult.Duplicate: duplicates.Add(1); break;
                case AppendResult.Unknown: unknowns.Add(1); break;
            }
        }
        batchRows.Record(rows, partitions[partition]);
        entries.Add(appended, partitions[partition]);
        if (!appendSeconds.Enabled) return;
        foreach (var queued in batch) appendSeconds.Record(time.GetElapsedTime(queued.QueuedAt).TotalSeconds, partitions[partition]);
    }

    internal void NotTaken(int appends) => unavailable.Add(appends);

    internal void Loaded(int owners) => loads.Add(owners);

    internal void ReadFeed(bool fromTail) => (fromTail ? tailHits : tailMisses).Add(1);

    internal void SavedSnapshots(int count) => snapshots.Add(count);

    internal void FailedToTell() => untold.Add(1);

    public void Dispose() => meter.Dispose();
}
