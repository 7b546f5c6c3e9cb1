using System.Collections.Immutable;
using Granary.Journal.Rows;
using Granary.Ledger;
using Npgsql;

namespace Granary.Journal.Postgres;

// Loading owners: one round trip, one snapshot of the database, any number of owners.
public sealed partial class PostgresJournalStore
{
    // $1 owners, $2 the sequence after which each is wanted (-1: after its stored snapshot), $3 the positions likewise, flat.
    private const string Wanted =
        "unnest($1, $2) with ordinality as o (owner, after, n) left join snapshot s on s.owner = o.owner and o.after < 0";

    private const string SnapshotsSql =
        $"select o.n, s.owner, s.sequence, s.positions, s.state, s.digest from {Wanted} where s.owner is not null";

    private const string OwnSql =
        $"""
        select o.n, {JournalLine.Columns} from {Wanted}
        join journal_line l on l.owner = o.owner and l.sequence > case when o.after < 0 then coalesce(s.sequence, 0) else o.after end
        order by o.n, l.sequence, l.line
        """;

    // Whole entries: only all lines of one together say whether it is what was written.
    private const string CreditsSql =
        $"""
        select c.n, {JournalLine.Columns} from (
            select distinct o.n, l.partition, l.position from {Wanted}
            cross join journal_head h
            join journal_line l on l.credit_owner = o.owner and l.credit_owner <> l.owner and l.partition = h.partition and l.position >
                case when o.after < 0 then coalesce(s.positions[h.partition + 1], 0) else $3[(o.n - 1) * $4 + h.partition + 1] end) c
        join journal_line l on l.partition = c.partition and l.position = c.position
        order by c.n, l.partition, l.position, l.line
        """;

    public async ValueTask<OwnerLoad[]> LoadAsync(IReadOnlyList<(OwnerId Owner, Seen? After)> owners, CancellationToken cancellation)
    {
        var (loadings, heads) = await ReadAsync(connection => LoadedAsync(connection, owners, cancellation), cancellation).ConfigureAwait(false);
        var loads = loadings.Select(loading => loading.Result(heads)).ToArray();
        var bad = Enumerable.Range(0, loads.Length).Where(i => loadings[i].HasBadSnapshot).ToArray();
        if (bad.Length == 0) return loads;
        var fromNothing = Seen.Nothing(PartitionCount);
        var afresh = await LoadAsync([.. bad.Select(i => (owners[i].Owner, (Seen?)fromNothing))], cancellation).ConfigureAwait(false);
        for (var i = 0; i < bad.Length; i++) loads[bad[i]] = afresh[i];
        return loads;
    }

    private async Task<(OwnerLoading[], ImmutableArray<long>)> LoadedAsync(
        NpgsqlConnection connection, IReadOnlyList<(OwnerId Owner, Seen? After)> owners, CancellationToken cancellation)
    {
        var loadings = owners.Select(owner => new OwnerLoading(owner.Owner, owner.After)).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        // The first query takes the snapshot that the others share.
        batch.BatchCommands.Add(Command("begin isolation level repeatable read, read only"));
        batch.BatchCommands.Add(Command(SnapshotsSql, Keys(owners)));
        batch.BatchCommands.Add(Command(OwnSql, Keys(owners)));
        batch.BatchCommands.Add(Command(CreditsSql, [.. Keys(owners), .. Positions(owners)]));
        batch.BatchCommands.Add(Command(HeadsSql));
        batch.BatchCommands.Add(Command("commit"));
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await ReadSnapshotsAsync(reader, loadings, cancellation).ConfigureAwait(false);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        await ReadEntriesAsync(reader, (n, entry) => loadings[n - 1].Found(entry), cancellation).ConfigureAwait(false);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        await ReadEntriesAsync(reader, (n, entry) => loadings[n - 1].FoundCredit(entry), cancellation).ConfigureAwait(false);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        var heads = await HeadsAsync(reader, cancellation).ConfigureAwait(false);
        while (await reader.NextResultAsync(cancellation).ConfigureAwait(false)) { }
        return (loadings, heads);
    }

    private async Task ReadSnapshotsAsync(NpgsqlDataReader reader, OwnerLoading[] loadings, CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            loadings[reader.GetInt64(0) - 1].Found(PostgresReading.Snapshot(reader, first: 1), PartitionCount);
        }
    }

    private static async Task ReadEntriesAsync(NpgsqlDataReader reader, Action<long, StoredEntry> found, CancellationToken cancellation)
    {
        var assembly = new EntryAssembly();
        var current = 0L;
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var n = reader.GetInt64(0);
            if (n != current && assembly.Finish() is { } last) found(current, last);
            current = n;
            if (assembly.Take(PostgresReading.Line(reader, first: 1)) is { } complete) found(n, complete);
        }
        if (assembly.Finish() is { } final) found(current, final);
    }

    private static NpgsqlParameter[] Keys(IReadOnlyList<(OwnerId Owner, Seen? After)> owners) =>
    [
        new NpgsqlParameter<long[]> { TypedValue = [.. owners.Select(owner => owner.Owner.Packed)] },
        new NpgsqlParameter<long[]> { TypedValue = [.. owners.Select(owner => owner.After?.Sequence ?? -1)] },
    ];

    private NpgsqlParameter[] Positions(IReadOnlyList<(OwnerId Owner, Seen? After)> owners) =>
    [
        new NpgsqlParameter<long[]>
        {
            TypedValue = [.. owners.SelectMany(owner => owner.After?.Positions.AsEnumerable() ?? new long[PartitionCount])],
        },
        new NpgsqlParameter<int> { TypedValue = PartitionCount },
    ];
}
