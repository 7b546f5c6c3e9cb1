using System.Collections.Immutable;
using Granary.Journal.Rows;
using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

// What people ask for.
public sealed partial class SqliteJournalStore
{
    private const string OwnHistorySql =
        "select -1, sequence, at_ms, partition, position from journal_line " +
        "where owner = $owner and line = 0 and sequence < $before order by sequence desc limit $count";

    private const string CreditHistorySql =
        "select distinct partition, position, at_ms, partition, position from journal_line " +
        "where credit_owner = $owner and credit_owner <> owner and partition = $partition and position < $before order by position desc limit $count";

    private const string EntryAtSql =
        $"select {JournalLine.Columns} from journal_line l where l.partition = $partition and l.position = $position order by l.line";

    // SQLite's sum stops at 64 bits: the halves of each amount are summed apart and put together as 128.
    private const string Halves = "sum(amount_minor >> 32), sum(amount_minor & 4294967295)";

    private const string BalancesSql =
        $"""
        select -1, debit_pocket, asset, {Halves} from journal_line
        where owner = $owner and at_ms <= $at and amount_minor is not null group by debit_pocket, asset
        union all
        select 1, credit_pocket, asset, {Halves} from journal_line
        where owner = $owner and credit_owner = $owner and at_ms <= $at group by credit_pocket, asset
        union all
        select 1, credit_pocket, asset, {Halves} from journal_line
        where credit_owner = $owner and credit_owner <> owner and at_ms <= $at group by credit_pocket, asset
        """;

    private const string TotalsSql =
        $"""
        select -1, owner >> 56, debit_pocket, asset, {Halves} from journal_line where amount_minor is not null group by 2, 3, 4
        union all
        select 1, credit_owner >> 56, credit_pocket, asset, {Halves} from journal_line where amount_minor is not null group by 2, 3, 4
        """;

    public ValueTask<HistoryPage> HistoryAsync(OwnerId owner, HistoryCursor? before, int countMax, CancellationToken cancellation)
    {
        var merge = new HistoryMerge(PartitionCount, before, countMax);
        return ReadAsync(connection =>
        {
            Find(connection, OwnHistorySql, ("$owner", owner.Packed), ("$before", merge.Before.Sequence), ("$count", countMax + 1));
            for (var partition = 0; partition < PartitionCount; partition++)
            {
                Find(connection, CreditHistorySql,
                    ("$owner", owner.Packed), ("$partition", partition), ("$before", merge.Before.Positions[partition]), ("$count", countMax + 1));
            }
            return merge.Page([.. merge.Page().SelectMany(place =>
                Entries(connection, EntryAtSql, ("$partition", place.Partition), ("$position", place.Position)))]);
        });

        void Find(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            using var command = Command(connection, sql, parameters);
            using var reader = command.ExecuteReader();
            while (reader.Read()) merge.Found(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetInt64(4));
        }
    }

    public ValueTask<Balances> BalancesAtAsync(OwnerId owner, long atMs, CancellationToken cancellation) => ReadAsync(connection =>
    {
        using var command = Command(connection, BalancesSql, ("$owner", owner.Packed), ("$at", atMs));
        using var reader = command.ExecuteReader();
        var sums = new AccountSums();
        while (reader.Read())
        {
            sums.Add(Narrow.ToPocket(reader.GetInt64(1)), new Asset(Narrow.ToInt(reader.GetInt64(2))), reader.GetInt32(0) * Whole(reader, first: 3));
        }
        return sums.Balances();
    });

    public ValueTask<Proof> ProveAsync(CancellationToken cancellation) => ReadAsync(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var moved = new SortedDictionary<(long Kind, long Pocket, long Asset), Int128>();
        using (var command = Command(connection, TotalsSql))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var key = (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
                moved[key] = moved.GetValueOrDefault(key) + (reader.GetInt32(0) * Whole(reader, first: 4));
            }
        }
        return new Proof(
            [.. moved.Select(sum => AccountSums.Total(Narrow.ToInt(sum.Key.Kind), sum.Key.Pocket, Narrow.ToInt(sum.Key.Asset), sum.Value))],
            Heads(connection));
    });

    private static ImmutableArray<PartitionHead> Heads(SqliteConnection connection)
    {
        using var command = Command(connection, "select partition, position, chain from journal_head order by partition");
        using var reader = command.ExecuteReader();
        var heads = ImmutableArray.CreateBuilder<PartitionHead>();
        while (reader.Read()) heads.Add(new PartitionHead(reader.GetInt32(0), reader.GetInt64(1), [.. reader.GetFieldValue<byte[]>(2)]));
        return heads.ToImmutable();
    }

    private static Int128 Whole(SqliteDataReader reader, int first) => ((Int128)reader.GetInt64(first) << 32) + reader.GetInt64(first + 1);
}
