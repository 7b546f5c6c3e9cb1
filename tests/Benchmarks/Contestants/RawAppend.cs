using System.Collections.Immutable;
using System.Diagnostics;
using Granary.Cli.Load;
using Granary.Journal;
using Granary.Journal.Postgres;
using Granary.Ledger;

namespace Granary.Benchmarks;

/// <summary>
/// The ceiling: the rows of the engine's payments through the journal store with nothing above it. No actors, no queues, nobody waits for a
/// single payment; encoding and digests included, since they are part of a row. One writer per partition prepares its next batch
/// while the last is being written.
/// </summary>
public sealed class RawAppend(Databases databases, BenchOptions options, int partitionCount, int batchSize) : IContestant
{
    private const long DepositMinor = 100_000_000_000;
    private PostgresJournalStore? store;
    private Partition[] partitions = [];

    public string Name => $"raw_append_{partitionCount}x{batchSize}";

    public string ConnectionString { get; private set; } = "";

    public async Task PrepareAsync()
    {
        ConnectionString = databases.Create();
        store = new PostgresJournalStore(new PostgresOptions(ConnectionString, PartitionCountAtCreation: partitionCount));
        await store.OpenAsync(CancellationToken.None);
        var payers = Enumerable.Range(1, options.PayerCount).Select(n => new OwnerId(OwnerKind.User, n)).ToList();
        var rest = Enumerable.Range(1, options.MerchantCount).Select(n => new OwnerId(OwnerKind.Merchant, n)).Append(OwnerId.Platform).ToList();
        foreach (var owners in payers.Concat(rest).GroupBy(owner => Partitioning.Of(owner, store.PartitionCount)))
        {
            foreach (var chunk in owners.Chunk(1_000))
                await WriteAsync(owners.Key, [.. chunk.Select(owner => PendingAppend.Of([Opened(owner)]))]);
        }
        await DepositAsync(payers);
        partitions = [.. payers.GroupBy(payer => Partitioning.Of(payer, store.PartitionCount))
            .Select(group => new Partition(group.Key, [.. group], options.MerchantCount, batchSize))];
        await MeasureAsync(options.WarmUp);
    }

    public async Task<Measurement> MeasureAsync(TimeSpan duration)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(partitions.Select(partition => Task.Run(() => FillAsync(partition, startedAt, duration))));
        return new Measurement(counts.Sum() / Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
    }

    public ValueTask DisposeAsync() => store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<long> FillAsync(Partition partition, long startedAt, TimeSpan duration)
    {
        long count = 0;
        var batch = partition.NextBatch();
        while (Stopwatch.GetElapsedTime(startedAt) < duration)
        {
            var writing = WriteAsync(partition.Number, batch);
            var next = partition.NextBatch();
            await writing;
            count += batch.Length;
            batch = next;
        }
        // What was prepared must be written too: its sequences are taken.
        await WriteAsync(partition.Number, batch);
        return count + batch.Length;
    }

    private async Task DepositAsync(List<OwnerId> payers)
    {
        var custody = new OwnerId(OwnerKind.Custody, number: 1);
        var entries = new List<Entry> { Opened(custody) };
        foreach (var payer in payers)
        {
            entries.Add(new Entry(
                custody, entries.Count + 1, CommandId.OfRequest("bench", $"raw deposit {payer}"), Guid.Empty, AtMs,
                new CustodyEvent.DepositReported($"raw-{payer}"), [new Transfer(Pocket.Bank, payer, Pocket.Cash, Asset.Cny, DepositMinor)]));
        }
        var partition = Partitioning.Of(custody, store!.PartitionCount);
        foreach (var chunk in entries.Chunk(500)) await WriteAsync(partition, [PendingAppend.Of([.. chunk])]);
    }

    private async Task WriteAsync(int partition, PendingAppend[] appends)
    {
        var results = await store!.WriteAsync(partition, appends, CancellationToken.None);
        if (results.FirstOrDefault(result => result is not AppendResult.Appended) is { } other)
            throw new InvalidOperationException($"a raw append ended as {other}");
    }

    private const long AtMs = 1_700_000_000_000;

    private static Entry Opened(OwnerId owner) =>
        new(owner, Sequence: 1, CommandId.OfRequest("bench", $"raw open {owner}"), Guid.Empty, AtMs, new OwnerEvent.Opened("", Fee: null), []);

    /// <summary>The payers of one partition pay in turn, so no batch has two entries of one owner.</summary>
    private sealed class Partition(int number, OwnerId[] payers, int merchantCount, int batchSize)
    {
        private readonly Random random = new(number);
        private readonly Zipf popularity = new(merchantCount);
        private readonly long[] cashMinor = [.. payers.Select(_ => DepositMinor)];
        private readonly long[] sequences = [.. payers.Select(_ => 1L)];
        private int turn;
        private long count;

        public int Number => number;

        public PendingAppend[] NextBatch()
        {
            var batch = new PendingAppend[Math.Min(batchSize, payers.Length)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = PendingAppend.Of([NextPayment(turn)]);
                turn = (turn + 1) % payers.Length;
            }
            return batch;
        }

        private Entry NextPayment(int payer)
        {
            var amountMinor = random.Next(1, 100);
            cashMinor[payer] -= amountMinor;
            var merchant = new OwnerId(OwnerKind.Merchant, popularity.Next(random) + 1);
            var order = $"raw-{number}-{++count}";
            return new Entry(
                payers[payer], ++sequences[payer], CommandId.OfRequest("bench", order), CommandId.HashOf(order), AtMs + count,
                new UserEvent.PaymentMade(Scene.Mall, order, cashMinor[payer]), [new Transfer(Pocket.Cash, merchant, Pocket.Pending, Asset.Cny, amountMinor)]);
        }
    }
}
