using System.Collections.Immutable;
using System.Numerics;
using Granary.Journal.Rows;
using Granary.Ledger;
using Npgsql;

namespace Granary.Journal.Postgres;

// What people ask for.
public sealed partial class PostgresJournalStore
{
    private const string OwnHistorySql =
        "select -1, l.sequence, l.at_ms, l.partition, l.position from journal_line l " +
        "where l.owner = $1 and l.line = 0 and l.sequence < $2 order by l.sequence desc limit $3";

    private const string CreditHistorySql =
        "select h.partition, c.position, c.at_ms, h.partition, c.position from journal_head h cross join lateral (" +
        "select distinct l.position, l.at_ms from journal_line l where l.credit_owner = $1 and l.credit_owner <> l.owner " +
        "and l.partition = h.partition and l.position < $2[h.partition + 1] order by l.position desc, l.at_ms limit $3) c";

    private const string EntriesAtSql =
        $"select {JournalLine.Columns} from unnest($1, $2) as p (partition, position) " +
        "join journal_line l on l.partition = p.partition and l.position = p.position order by l.partition, l.position, l.line";

    private const string BalancesSql =
        """
        select debit_pocket, asset, sum(-amount_minor)::numeric from journal_line
        where owner = $1 and at_ms <= $2 and amount_minor is not null group by 1, 2
        union all
        select credit_pocket, asset, sum(amount_minor)::numeric from journal_line
        where owner = $1 and credit_owner = $1 and at_ms <= $2 group by 1, 2
        union all
        select credit_pocket, asset, sum(amount_minor)::numeric from journal_line
        where credit_owner = $1 and credit_owner <> owner and at_ms <= $2 group by 1, 2
        """;

    // One statement, one snapshot: sums and heads are of the same instant.
    private const string ProofSql =
        """
        select 0, kind, pocket, asset, sum(moved), null::bigint, null::bytea from (
            select (owner >> 56)::int as kind, debit_pocket as pocket, asset, -amount_minor::numeric as moved
            from journal_line where amount_minor is not null
            union all
            select (credit_owner >> 56)::int, credit_pocket, asset, amount_minor from journal_line where amount_minor is not null) m
        group by kind, pocket, asset
        union all
        select 1, partition, null, null, null, position, chain from journal_head
        order by 1, 2, 3, 4
        """;

    public async ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation)
    {
        var merge = new HistoryMerge(PartitionCount, before, countMax);
        await ReadAsync(reporters, async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(Command(
                OwnHistorySql, Long(owner.Packed), Long(merge.Before.Sequence), new NpgsqlParameter<int> { TypedValue = countMax + 1 }));
            batch.BatchCommands.Add(Command(
                CreditHistorySql, Long(owner.Packed), new NpgsqlParameter<long[]> { TypedValue = [.. merge.Before.Positions] },
                new NpgsqlParameter<int> { TypedValue = countMax + 1 }));
            await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            do
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    merge.Found(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt16(3), reader.GetInt64(4));
                }
            }
            while (await reader.NextResultAsync(cancellation).ConfigureAwait(false));
            return merge;
        }, cancellation).ConfigureAwait(false);
        var page = merge.Page();
        var entries = await EntriesAsync(
            reporters, EntriesAtSql, cancellation,
            new NpgsqlParameter<short[]> { TypedValue = [.. page.Select(place => (short)place.Partition)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. page.Select(place => place.Position)] }).ConfigureAwait(false);
        return merge.Page(entries);
    }

    public ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation) => ReadAsync(reporters, async connection =>
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(BalancesSql, Long(owner.Packed), Long(atMs)) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var sums = new AccountSums();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            sums.Add(Narrow.ToPocket(reader.GetInt16(0)), new Asset(reader.GetInt32(1)), (Int128)reader.GetFieldValue<BigInteger>(2));
        }
        return sums.Balances();
    }, cancellation);

    public ValueTask<Proof> ProveAsync(CancellationToken cancellation) => ReadAsync(scanners, async connection =>
    {
        await using var command = new NpgsqlCommand(ProofSql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var totals = ImmutableArray.CreateBuilder<PocketTotal>();
        var heads = ImmutableArray.CreateBuilder<PartitionHead>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (reader.GetInt32(0) == 0)
            {
                totals.Add(AccountSums.Total(
                    reader.GetInt32(1), reader.GetInt16(2), reader.GetInt32(3), (Int128)reader.GetFieldValue<BigInteger>(4)));
            }
            else
            {
                heads.Add(new PartitionHead(reader.GetInt32(1), reader.GetInt64(5), [.. reader.GetFieldValue<byte[]>(6)]));
            }
        }
        return new Proof(totals.ToImmutable(), heads.ToImmutable());
    }, cancellation);

    private static NpgsqlParameter<long> Long(long value) => new() { TypedValue = value };
}
