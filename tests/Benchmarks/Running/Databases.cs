using Granary.Fixtures;
using Npgsql;

namespace Granary.Benchmarks;

/// <summary>
/// One PostgreSQL server of the bench's own, and a database on it for every contestant. One set of settings for all of them: everything
/// that makes a commit durable is on; memory and checkpoints are so large that nobody meets a checkpoint in the middle of a round.
/// </summary>
public sealed class Databases : IDisposable
{
    private readonly PostgresServer server = new();

    public Databases()
    {
        foreach (var (name, value) in Settings) Execute($"alter system set {name} = '{value}'");
        server.Stop();
        server.Start();
    }

    public static IReadOnlyDictionary<string, string> Settings { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["fsync"] = "on",
        ["synchronous_commit"] = "on",
        ["full_page_writes"] = "on",
        ["shared_buffers"] = "2GB",
        ["wal_buffers"] = "16MB",
        ["max_wal_size"] = "8GB",
        ["checkpoint_timeout"] = "30min",
    };

    /// <summary>For scripts and data folders.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("granary-bench-").FullName;

    /// <summary>An empty database.</summary>
    public string Create() => server.CreateDatabase();

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Execute(string sql)
    {
        using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres"));
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }
}
