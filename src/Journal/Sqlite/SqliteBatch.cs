using Granary.Journal.Rows;
using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

/// <summary>One batch within its transaction: judges each append, writes the survivors, chains them and moves the head.</summary>
internal sealed class SqliteBatch(SqliteConnection connection, SqliteTransaction transaction, int partition)
{
    internal AppendResult[] Append(IReadOnlyList<PendingAppend> appends)
    {
        var (head, chain) = Head();
        var next = head + 1;
        var digests = new List<byte[]>();
        var results = new AppendResult[appends.Count];
        using var insert = new SqliteLineInsert(connection, transaction);
        using var newest = Command("select max(sequence) from journal_line where owner = $owner", "$owner");
        using var existing = Command(
            $"select {JournalLine.Columns} from journal_line l where l.command_id = $command order by l.line", "$command");
        for (var i = 0; i < results.Length; i++)
        {
            var append = appends[i];
            results[i] = Existing(existing, append) ?? (IsFenced(newest, append) ? new AppendResult.Fenced() : Insert(insert, append, next));
            if (results[i] is not AppendResult.Appended) continue;
            next += append.Entries.Length;
            digests.AddRange(append.Digests);
        }
        if (digests.Count > 0) Advance(head + 1, next - 1, chain, BatchChain.DigestOf(digests));
        return results;
    }

    private (long Position, byte[] Chain) Head()
    {
        using var command = Command("select position, chain from journal_head where partition = $partition", "$partition");
        command.Parameters[0].Value = partition;
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
    }

    private static AppendResult? Existing(SqliteCommand command, PendingAppend append)
    {
        foreach (var entry in append.Entries)
        {
            command.Parameters[0].Value = SqliteReading.Id(entry.CommandId);
            using var reader = command.ExecuteReader();
            if (SqliteReading.Entries(reader) is not [var found, ..]) continue;
            return found.IsIntact
                ? new AppendResult.Duplicate(found.Posted)
                : new AppendResult.Unknown("the entry with this command id could not be read");
        }
        return null;
    }

    private static bool IsFenced(SqliteCommand newest, PendingAppend append)
    {
        newest.Parameters[0].Value = append.Owner.Packed;
        return append.Entries[0].Sequence != 1 + (newest.ExecuteScalar() as long? ?? 0);
    }

    private AppendResult.Appended Insert(SqliteLineInsert insert, PendingAppend append, long position)
    {
        for (var i = 0; i < append.Entries.Length; i++)
        {
            insert.Insert(partition, position + i, append.Entries[i], append.Bodies[i], append.Digests[i]);
        }
        return new AppendResult.Appended(Posting.Of(partition, position, append));
    }

    private void Advance(long first, long last, byte[] chain, byte[] digest)
    {
        using var batch = Command(
            """
            insert into journal_batch (partition, first_position, last_position, digest, chain) values ($partition, $first, $last, $digest, $chain);
            update journal_head set position = $last, chain = $chain where partition = $partition
            """, "$partition", "$first", "$last", "$digest", "$chain");
        object[] values = [partition, first, last, digest, BatchChain.After(chain, digest)];
        for (var i = 0; i < values.Length; i++) batch.Parameters[i].Value = values[i];
        batch.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
#pragma warning disable CA2100 // Constants of this file.
        var command = new SqliteCommand(sql, connection, transaction);
#pragma warning restore CA2100
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}
