using System.Text;
using Granary.Ledger;
using Microsoft.Data.Sqlite;

namespace Granary.Journal.Sqlite;

/// <summary>The one insert of the journal, prepared once per batch.</summary>
internal sealed class SqliteLineInsert : IDisposable
{
    private static readonly string[] Names =
        ["$partition", "$position", "$line", "$owner", "$sequence", "$command", "$hash", "$kind", "$at_ms", "$debit_pocket", "$credit_owner",
        "$credit_pocket", "$asset", "$amount_minor", "$subject", "$reference", "$body", "$digest"];

    private readonly SqliteCommand command;
    private readonly SqliteParameter[] parameters;

    internal SqliteLineInsert(SqliteConnection connection, SqliteTransaction transaction)
    {
#pragma warning disable CA2100 // Our own names only.
        command = new SqliteCommand($"insert into journal_line values ({string.Join(", ", Names)})", connection, transaction);
#pragma warning restore CA2100
        parameters = [.. Names.Select(name => command.Parameters.Add(new SqliteParameter { ParameterName = name }))];
        command.Prepare();
    }

    internal void Insert(int partition, long position, Entry entry, byte[] body, byte[] digest)
    {
        var rows = Math.Max(1, entry.Transfers.Length);
        for (var line = 0; line < rows; line++)
        {
            var column = 0;
            void Set(object? value) => parameters[column++].Value = value ?? DBNull.Value;
            Set((long)partition);
            Set(position);
            Set((long)line);
            Set(entry.Owner.Packed);
            Set(entry.Sequence);
            Set(SqliteReading.Id(entry.CommandId));
            Set(SqliteReading.Id(entry.RequestHash));
            Set((long)entry.Event.Kind);
            Set(entry.AtMs);
            Transfer? transfer = entry.Transfers.IsEmpty ? null : entry.Transfers[line];
            Set((long?)(short?)transfer?.DebitPocket);
            Set(transfer?.CreditOwner.Packed);
            Set((long?)(short?)transfer?.CreditPocket);
            Set((long?)transfer?.Asset.Code);
            Set(transfer?.AmountMinor);
            Set(line == 0 && entry.Event.Subject != Guid.Empty ? SqliteReading.Id(entry.Event.Subject) : null);
            Set(line == 0 ? entry.Event.Reference : null);
            Set(line == 0 ? Encoding.UTF8.GetString(body) : null);
            Set(line == 0 ? digest : null);
            command.ExecuteNonQuery();
        }
    }

    public void Dispose() => command.Dispose();
}
