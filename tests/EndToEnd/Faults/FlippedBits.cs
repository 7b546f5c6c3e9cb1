using System.Globalization;
using Npgsql;

namespace Granary.EndToEnd;

/// <summary>A hand with a disk editor: flips bits in the journal's rows behind the back of the trigger that keeps them, and mends them from a backup.</summary>
internal sealed class FlippedBits(string database)
{
    /// <summary>Each column of a first line as an expression that has one bit flipped: {0} is a bit within eight, {1} a number without bound.</summary>
    private static readonly string[] Flips =
    [
        "amount_minor = amount_minor # (1::bigint << ({1} % 40))",
        "at_ms = at_ms # (1::bigint << ({1} % 40))",
        "credit_owner = credit_owner # (1::bigint << ({1} % 50))",
        // To somebody who is not there, or of a kind that is not: the row is then missing, and found elsewhere.
        "owner = owner # (1::bigint << (8 + {1} % 56))",
        "debit_pocket = (debit_pocket::int # (1 << {0}))::smallint",
        "credit_pocket = (credit_pocket::int # (1 << {0}))::smallint",
        "asset = asset # (1 << ({1} % 20))",
        "kind = (kind::int # (1 << ({0} + 4)))::smallint",
        "digest = set_byte(digest, {1} % 32, get_byte(digest, {1} % 32) # (1 << {0}))",
        "request_hash = encode(set_byte(uuid_send(request_hash), {1} % 16, get_byte(uuid_send(request_hash), {1} % 16) # (1 << {0})), 'hex')::uuid",
        "command_id = encode(set_byte(uuid_send(command_id), {1} % 16, get_byte(uuid_send(command_id), {1} % 16) # (1 << {0})), 'hex')::uuid",
        // A bit of a character that leaves it one.
        "body = overlay(body placing chr(ascii(substr(body, 1 + {1} % length(body), 1)) # (1 << ({0} % 5))) from 1 + {1} % length(body) for 1)",
    ];

    public static int ColumnCount => Flips.Length;

    /// <summary>What last night's backup would have.</summary>
    public Task BackUpAsync() => ExecuteAsync("create table kept as select * from journal_line");

    /// <summary>Flips one bit of a first line; what was done, and whom the entry debited and credited before.</summary>
    public async Task<Flipped> FlipAsync(Random random, int column, int partition, long position)
    {
        var flip = string.Format(CultureInfo.InvariantCulture, Flips[column], random.Next(8), random.Next(10_000));
        await ExecuteAsync($"{Unseen} update journal_line set {flip} where partition = {partition} and position = {position} and line = 0");
        var owners = await ReadAsync($"select owner from kept where {At(partition, position)} union select credit_owner from kept where {At(partition, position)} and credit_owner is not null", row => row.GetInt64(0));
        return new Flipped(partition, position, flip, [.. owners]);
    }

    /// <summary>The positions of all entries that pass a condition, as SQL, in no order that matters.</summary>
    public Task<List<(int Partition, long Position)>> EntriesAsync(string where) =>
        ReadAsync($"select partition::int, position from kept where line = 0 and {where} order by partition, position", row => (row.GetInt32(0), row.GetInt64(1)));

    /// <summary>As OPERATIONS says: the backup's rows of that position over those that are there.</summary>
    public Task MendAsync(Flipped flipped) => ExecuteAsync(
        $"{Unseen} delete from journal_line where {At(flipped.Partition, flipped.Position)}; insert into journal_line select * from kept where {At(flipped.Partition, flipped.Position)}");

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    private const string Unseen = "set session_replication_role = replica;";

    private static string At(int partition, long position) => string.Create(CultureInfo.InvariantCulture, $"partition = {partition} and position = {position}");
}

/// <param name="Owners">Whom the entry debits and credits, packed.</param>
internal sealed record Flipped(int Partition, long Position, string What, IReadOnlyCollection<long> Owners)
{
    public override string ToString() => $"{Partition}/{Position}: {What}";
}
