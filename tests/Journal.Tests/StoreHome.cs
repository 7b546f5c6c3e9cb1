using System.Globalization;
using Granary.Fixtures;
using Granary.Journal.Postgres;
using Granary.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Granary.Journal.Tests;

/// <summary>An empty database, the stores on it, and a hand that reaches around them.</summary>
public abstract class StoreHome : IDisposable
{
    public abstract IJournalStore NewStore();

    /// <summary>Runs SQL with the journal's own protection out of the way, as somebody with a disk editor would.</summary>
    public abstract Task TamperAsync(string sql);

    /// <summary>Runs SQL as anybody with rights on the database could.</summary>
    public abstract Task ExecuteAsync(string sql);

    public abstract Task<long> NumberAsync(string sql);

    public abstract string Literal(byte[] bytes);

    public abstract string Literal(Guid id);

    /// <summary>What tests/Journal.Writer is given to open the same database.</summary>
    public abstract string[] WriterArguments { get; }

    public abstract void Dispose();
}

public sealed class PostgresHome(PostgresServer server) : StoreHome
{
    private readonly string connectionString = PostgresServer.MissingBecause is null ? server.CreateDatabase() : "";

    // Four, so that every test also crosses partitions.
    public override IJournalStore NewStore() => new PostgresJournalStore(new PostgresOptions(connectionString, PartitionCountAtCreation: 4));

    public override Task TamperAsync(string sql) => ExecuteAsync($"set session_replication_role = replica; {sql}");

    public override async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public override string Literal(byte[] bytes) => $"'\\x{Convert.ToHexString(bytes)}'";

    public override string Literal(Guid id) => $"'{id}'";

    public override string[] WriterArguments => ["postgres", connectionString];

    public override void Dispose() { }
}

public sealed class SqliteHome : StoreHome
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("granary-journal-");

    public string File => Path.Combine(folder.FullName, "journal.db");

    public override IJournalStore NewStore() => new SqliteJournalStore(new SqliteOptions(File));

    public override async Task TamperAsync(string sql)
    {
        var triggers = await Triggers();
        foreach (var (name, _) in triggers) await ExecuteAsync($"drop trigger {name}");
        await ExecuteAsync(sql);
        foreach (var (_, create) in triggers) await ExecuteAsync(create);
    }

    public override async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectedAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<long> NumberAsync(string sql)
    {
        await using var connection = await ConnectedAsync();
        await using var command = new SqliteCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public override string Literal(byte[] bytes) => $"x'{Convert.ToHexString(bytes)}'";

    public override string Literal(Guid id) => Literal(id.ToByteArray(bigEndian: true));

    public override string[] WriterArguments => ["sqlite", File];

    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private async Task<SqliteConnection> ConnectedAsync()
    {
        var connection = new SqliteConnection($"Data Source={File}");
        await connection.OpenAsync();
        return connection;
    }

    private async Task<List<(string Name, string Create)>> Triggers()
    {
        await using var connection = await ConnectedAsync();
        await using var command = new SqliteCommand("select name, sql from sqlite_schema where type = 'trigger'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var triggers = new List<(string, string)>();
        while (await reader.ReadAsync()) triggers.Add((reader.GetString(0), reader.GetString(1)));
        return triggers;
    }
}
