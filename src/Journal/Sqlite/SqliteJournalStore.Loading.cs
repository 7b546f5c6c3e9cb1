using System.Collections.Immutable;
using Granary.Journal.Rows;
using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

// Loading owners: there is no round trip to save here, so one owner after the other, all in one read transaction.
public sealed partial class SqliteJournalStore
{
    private const string SnapshotSql = "select owner, sequence, positions, state, digest from snapshot where owner = $owner";

    private const string OwnSql =
        $"select {JournalLine.Columns} from journal_line l where l.owner = $owner and l.sequence > $after order by l.sequence, l.line";

    private const string CreditsSql =
        """
        select partition, position, owner, at_ms, credit_pocket, asset, amount_minor from journal_line
        where credit_owner = $owner and credit_owner <> owner and partition = $partition and position > $after order by position, line
        """;

    public ValueTask<OwnerLoad[]> LoadAsync(IReadOnlyList<(OwnerId Owner, Seen? After)> owners, CancellationToken cancellation) =>
        ReadAsync(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var heads = Enumerable.Range(0, PartitionCount).Select(partition => Head(connection, partition)).ToImmutableArray();
            return owners.Select(owner => Loaded(connection, owner.Owner, owner.After, heads)).ToArray();
        });

    private OwnerLoad Loaded(SqliteConnection connection, OwnerId owner, Seen? after, ImmutableArray<long> heads)
    {
        var loading = new OwnerLoading(owner, after);
        var seen = after ?? Seen.Nothing(PartitionCount);
        if (after is null && Snapshot(connection, owner) is { } stored)
        {
            loading.Found(stored, PartitionCount);
            // A changed snapshot is dropped; everything is in the entries.
            if (loading.HasBadSnapshot) return Loaded(connection, owner, Seen.Nothing(PartitionCount), heads);
            seen = stored.Snapshot.Seen;
        }
        foreach (var entry in Entries(connection, OwnSql, ("$owner", owner.Packed), ("$after", seen.Sequence))) loading.Found(entry);
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            FindCredits(connection, owner, partition, seen.Positions[partition], loading);
        }
        return loading.Result(heads);
    }

    private static StoredSnapshot? Snapshot(SqliteConnection connection, OwnerId owner)
    {
        using var command = Command(connection, SnapshotSql, ("$owner", owner.Packed));
        using var reader = command.ExecuteReader();
        return reader.Read() ? SqliteReading.Snapshot(reader) : null;
    }

    private static void FindCredits(SqliteConnection connection, OwnerId owner, int partition, long after, OwnerLoading loading)
    {
        using var command = Command(connection, CreditsSql, ("$owner", owner.Packed), ("$partition", partition), ("$after", after));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            loading.Found(new Credit(
                reader.GetInt32(0), reader.GetInt64(1), new OwnerId(reader.GetInt64(2)), reader.GetInt64(3),
                Narrow.ToPocket(reader.GetInt64(4)), new Asset(Narrow.ToInt(reader.GetInt64(5))), reader.GetInt64(6)));
        }
    }
}
