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

    // Whole entries: only all lines of one together say whether it is what was written.
    private const string CreditsSql =
        $"""
        select {JournalLine.Columns} from (
            select distinct position from journal_line
            where credit_owner = $owner and credit_owner <> owner and partition = $partition and position > $after) c
        join journal_line l on l.partition = $partition and l.position = c.position order by l.position, l.line
        """;

    public ValueTask<OwnerLoad[]> LoadAsync(IReadOnlyList<(OwnerId Owner, Seen? After)> owners, CancellationToken cancellation) =>
        ReadAsync(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var heads = HeadPositions(connection);
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
            var credits = Entries(connection, CreditsSql, ("$owner", owner.Packed), ("$partition", partition), ("$after", seen.Positions[partition]));
            foreach (var entry in credits) loading.FoundCredit(entry);
        }
        return loading.Result(heads);
    }

    private static StoredSnapshot? Snapshot(SqliteConnection connection, OwnerId owner)
    {
        using var command = Command(connection, SnapshotSql, ("$owner", owner.Packed));
        using var reader = command.ExecuteReader();
        return reader.Read() ? SqliteReading.Snapshot(reader) : null;
    }
}
