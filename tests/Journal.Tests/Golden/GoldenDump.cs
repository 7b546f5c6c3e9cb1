using System.Data.Common;
using System.Globalization;
using System.Text;
using Granary.Fixtures;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Granary.Journal.Tests;

/// <summary>A whole journal as SQL text: the schema as it is today, then every row. The same journal gives the same text.</summary>
internal sealed class GoldenDump(StoreHome home, DbConnection connection)
{
    private const string SomeTime = "'2026-11-11 04:00:00'";

    private static readonly string[] Tables =
        ["schema_version", "journal_setting", "journal_line", "journal_head", "journal_batch", "snapshot", "feed_cursor"];

    internal async Task<string> WholeAsync()
    {
        var text = new StringBuilder(await SchemaAsync());
        foreach (var table in Tables)
        {
            text.Append('\n');
            await foreach (var row in RowsAsync(table)) text.Append(row).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>One insert per row, in the order of the primary key.</summary>
    internal async IAsyncEnumerable<string> RowsAsync(string table)
    {
        // Every table's key comes first in it; three columns order them all.
        var order = table switch { "journal_line" => "1, 2, 3", "journal_batch" or "feed_cursor" => "1, 2", _ => "1" };
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names are the constants above.
        command.CommandText = $"select * from {table} order by {order}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var columns = Enumerable.Range(0, reader.FieldCount).Where(i => !reader.IsDBNull(i)).ToList();
            yield return $"insert into {table} ({string.Join(", ", columns.Select(reader.GetName))}) values " +
                $"({string.Join(", ", columns.Select(i => reader.GetName(i) == "at" ? SomeTime : Literal(reader.GetValue(i))))});";
        }
    }

    // SQLite remembers how it was made; for PostgreSQL the scripts that made it are kept.
    private async Task<string> SchemaAsync()
    {
        if (connection is NpgsqlConnection)
        {
            var scripts = Directory.GetFiles(Repository.PathOf("src/Journal/Postgres"), "*.sql").Order(StringComparer.Ordinal);
            return "create table schema_version (version integer primary key, name text not null, at timestamptz not null default now());\n\n" +
                string.Join('\n', scripts.Select(File.ReadAllText));
        }
        await using var command = new SqliteCommand("select sql from sqlite_schema where sql is not null order by rowid", (SqliteConnection)connection);
        await using var reader = await command.ExecuteReaderAsync();
        var text = new StringBuilder();
        while (await reader.ReadAsync()) text.Append(reader.GetString(0)).Append(";\n");
        return text.ToString();
    }

    private string Literal(object value) => value switch
    {
        byte[] bytes => home.Literal(bytes),
        Guid id => home.Literal(id),
        long[] numbers => $"'{{{string.Join(',', numbers)}}}'",
        bool truth => truth ? "true" : "false",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
