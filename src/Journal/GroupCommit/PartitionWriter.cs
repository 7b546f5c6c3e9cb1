using System.Diagnostics;
using System.Threading.Channels;

namespace Granary.Journal.GroupCommit;

/// <summary>
/// Writes one partition, a batch at a time. An append that comes alone is written at once; what comes while a batch is on its way to the
/// disk is the next batch.
/// </summary>
internal sealed class PartitionWriter : IAsyncDisposable
{
    private readonly int partition;
    private readonly IJournalStore store;
    private readonly JournalOptions options;
    private readonly TimeProvider time;
    private readonly JournalMetrics metrics;
    private readonly HighWater highWater;
    private readonly WriteRefusals refusals;
    private readonly Action<List<QueuedAppend>, AppendResult[]> written;
    private readonly EntryGate gate;
    private readonly Channel<QueuedAppend> queue = Channel.CreateUnbounded<QueuedAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task loop;
    private QueuedAppend? carriedOver;

    /// <param name="written">Told of each batch and its answers before the callers are.</param>
    internal PartitionWriter(
        int partition, IJournalStore store, JournalOptions options, TimeProvider time, JournalMetrics metrics, WriteRefusals refusals,
        HighWater highWater, Action<List<QueuedAppend>, AppendResult[]> written)
    {
        (this.partition, this.store, this.options, this.time) = (partition, store, options, time);
        (this.metrics, this.refusals, this.highWater, this.written) = (metrics, refusals, highWater, written);
        gate = new EntryGate(options.QueuedEntriesMax);
        loop = Task.Run(WriteWhileOpenAsync);
    }

    /// <summary>Entries that wait or are being written.</summary>
    internal int Depth => gate.Inside;

    /// <summary>Waits for a place; a caller that gives up while it waits has written nothing. From then on only the answer counts.</summary>
    internal async ValueTask<AppendResult> AppendAsync(PendingAppend append, Activity? span, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        await gate.EnterAsync(append.Entries.Length, cancellation).ConfigureAwait(false);
        var queued = new QueuedAppend(append, since, span);
        if (!queue.Writer.TryWrite(queued))
        {
            gate.Leave(append.Entries.Length);
            throw new JournalUnavailableException("the journal is closing");
        }
        return await queued.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop.WaitAsync(TimeSpan.FromMilliseconds(options.StopMs), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteWhileOpenAsync()
    {
        // The loop is nobody's: what whoever opened the journal was being traced for ends with the opening.
        Activity.Current = null;
        var batch = new List<QueuedAppend>();
        while (carriedOver is not null || await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Fill(batch);
            await WriteAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    // Two appends of one owner, or one command id twice, are judged one after the other: the later of them begins the next batch.
    private void Fill(List<QueuedAppend> batch)
    {
        var owners = new HashSet<long>();
        var commands = new HashSet<Guid>();
        var rows = 0;
        while (Next() is { } next)
        {
            var fits = rows == 0 || rows + next.Append.RowCount <= options.BatchRowsMax;
            if (!fits || !owners.Add(next.Append.Owner.Packed) || !next.Append.Entries.All(entry => commands.Add(entry.CommandId)))
            {
                carriedOver = next;
                return;
            }
            batch.Add(next);
            rows += next.Append.RowCount;
        }
    }

    private QueuedAppend? Next()
    {
        if (carriedOver is not { } carried) return queue.Reader.TryRead(out var queued) ? queued : null;
        carriedOver = null;
        return carried;
    }

    private async Task WriteAsync(List<QueuedAppend> batch)
    {
        using var span = JournalSpans.Batch(partition, batch);
        try
        {
            var before = highWater.Of(partition);
            var results = await store.WriteAsync(partition, [.. batch.Select(queued => queued.Append)], CancellationToken.None).ConfigureAwait(false);
            Judge(results, before);
            if (Array.Exists(results, result => result is AppendResult.Appended)) refusals.Appended();
            Tell(batch, results);
            for (var i = 0; i < results.Length; i++) Settle(batch[i], results[i]);
        }
        catch (JournalUnavailableException refused)
        {
            JournalSpans.Failed(span);
            metrics.NotTaken(batch.Count);
            refusals.Refused(refused);
            Fail(batch, refused);
        }
#pragma warning disable CA1031 // The loop must outlive whatever a single append does to the store.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            JournalSpans.Failed(span);
            // One of them is not what the database accepts; alone, each gets its own answer and the neighbours theirs.
            if (batch.Count == 1) Fail(batch, failed);
            else foreach (var queued in batch) await WriteAsync([queued]).ConfigureAwait(false);
        }
    }

    // Decided on a memory of what is no more. It is in the journal all the same, and only the owner may say what becomes of it.
    private void Judge(AppendResult[] results, long before)
    {
        foreach (var appended in results.OfType<AppendResult.Appended>())
        {
            // It was put behind all that was there.
            var headBefore = appended.Entries[0].Position - 1;
            if (highWater.Sees(partition, headBefore, before) && highWater.Sees(partition, appended.Entries[^1].Position, before)) continue;
            Array.Fill(results, new AppendResult.Unknown("the journal went back"));
            return;
        }
    }

    // It is durable now. Whoever fails at hearing of it must not make it look otherwise to those who wrote it.
    private void Tell(List<QueuedAppend> batch, AppendResult[] results)
    {
        try
        {
            written(batch, results);
            metrics.Wrote(partition, batch, results, time);
        }
#pragma warning disable CA1031 // Whatever it is, the batch stands.
        catch (Exception)
#pragma warning restore CA1031
        {
            metrics.FailedToTell();
        }
    }

    private void Settle(QueuedAppend queued, AppendResult result)
    {
        gate.Leave(queued.Append.Entries.Length);
        queued.TrySetResult(result);
    }

    private void Fail(List<QueuedAppend> batch, Exception failed)
    {
        foreach (var queued in batch)
        {
            gate.Leave(queued.Append.Entries.Length);
            queued.TrySetException(failed);
        }
    }
}
