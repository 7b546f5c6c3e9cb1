using Granary.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Granary.Journal.Postgres;

/// <summary>One batch as the arrays that <c>journal_append</c> takes: one element per append, and one per line.</summary>
internal sealed class BatchArrays
{
    private readonly long[] firstOwners, firstSequences;
    private readonly int[] firstEntries;
    private readonly int[] appends, entries;
    private readonly short[] lines, kinds;
    private readonly long[] owners, sequences, atMs;
    private readonly Guid[] commands, hashes;
    private readonly short?[] debitPockets, creditPockets;
    private readonly long?[] creditOwners, amountsMinor;
    private readonly int?[] assets;
    private readonly Guid?[] subjects;
    private readonly string?[] references;
    private readonly byte[]?[] bodies, digests;
    private int used;

    internal BatchArrays(IReadOnlyList<PendingAppend> batch)
    {
        var rows = 0;
        foreach (var append in batch) rows += append.RowCount;
        (firstOwners, firstSequences, firstEntries) = (new long[batch.Count], new long[batch.Count], new int[batch.Count]);
        (appends, entries, lines, kinds) = (new int[rows], new int[rows], new short[rows], new short[rows]);
        (owners, sequences, atMs, commands, hashes) = (new long[rows], new long[rows], new long[rows], new Guid[rows], new Guid[rows]);
        (debitPockets, creditPockets, creditOwners) = (new short?[rows], new short?[rows], new long?[rows]);
        (amountsMinor, assets) = (new long?[rows], new int?[rows]);
        (subjects, references, bodies, digests) = (new Guid?[rows], new string?[rows], new byte[]?[rows], new byte[]?[rows]);
        var entry = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var append = batch[i];
            (firstOwners[i], firstSequences[i], firstEntries[i]) = (append.Owner.Packed, append.Entries[0].Sequence, entry + 1);
            for (var j = 0; j < append.Entries.Length; j++) Add(i + 1, ++entry, append.Entries[j], append.Bodies[j], append.Digests[j]);
        }
    }

    internal void AddTo(NpgsqlParameterCollection parameters, int partition)
    {
        parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)partition });
        Add(parameters, NpgsqlDbType.Bigint, firstOwners);
        Add(parameters, NpgsqlDbType.Bigint, firstSequences);
        Add(parameters, NpgsqlDbType.Integer, firstEntries);
        Add(parameters, NpgsqlDbType.Integer, appends);
        Add(parameters, NpgsqlDbType.Integer, entries);
        Add(parameters, NpgsqlDbType.Smallint, lines);
        Add(parameters, NpgsqlDbType.Bigint, owners);
        Add(parameters, NpgsqlDbType.Bigint, sequences);
        Add(parameters, NpgsqlDbType.Uuid, commands);
        Add(parameters, NpgsqlDbType.Uuid, hashes);
        Add(parameters, NpgsqlDbType.Smallint, kinds);
        Add(parameters, NpgsqlDbType.Bigint, atMs);
        Add(parameters, NpgsqlDbType.Smallint, debitPockets);
        Add(parameters, NpgsqlDbType.Bigint, creditOwners);
        Add(parameters, NpgsqlDbType.Smallint, creditPockets);
        Add(parameters, NpgsqlDbType.Integer, assets);
        Add(parameters, NpgsqlDbType.Bigint, amountsMinor);
        Add(parameters, NpgsqlDbType.Uuid, subjects);
        Add(parameters, NpgsqlDbType.Text, references);
        Add(parameters, NpgsqlDbType.Text, bodies);
        Add(parameters, NpgsqlDbType.Bytea, digests);
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, NpgsqlDbType type, T[] values) =>
        parameters.Add(new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values });

    private void Add(int append, int number, Entry entry, byte[] body, byte[] digest)
    {
        var first = used;
        var rows = Math.Max(1, entry.Transfers.Length);
        for (var line = 0; line < rows; line++, used++)
        {
            (appends[used], entries[used], lines[used], kinds[used]) = (append, number, (short)line, (short)entry.Event.Kind);
            (owners[used], sequences[used], atMs[used]) = (entry.Owner.Packed, entry.Sequence, entry.AtMs);
            (commands[used], hashes[used]) = (entry.CommandId, entry.RequestHash);
            if (entry.Transfers.IsEmpty) continue;
            var transfer = entry.Transfers[line];
            (debitPockets[used], creditPockets[used]) = ((short)transfer.DebitPocket, (short)transfer.CreditPocket);
            (creditOwners[used], assets[used], amountsMinor[used]) = (transfer.CreditOwner.Packed, transfer.Asset.Code, transfer.AmountMinor);
        }
        (subjects[first], references[first]) = (entry.Event.Subject is { } id && id != Guid.Empty ? id : null, entry.Event.Reference);
        (bodies[first], digests[first]) = (body, digest);
    }
}
