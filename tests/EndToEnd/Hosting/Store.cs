namespace Granary.EndToEnd;

/// <summary>Where a Granary under test keeps its journal: a folder of its own, and perhaps a PostgreSQL database.</summary>
public sealed class Store(string? postgres = null, string? folder = null) : IDisposable
{
    public string Folder { get; } = folder is null ? Directory.CreateTempSubdirectory("granary-e2e-").FullName : Directory.CreateDirectory(folder).FullName;

    /// <summary>The database's connection string; null for an embedded journal.</summary>
    public string? Postgres => postgres;

    public IReadOnlyList<string> JournalArguments => postgres is null ? ["--data", Folder] : ["--postgres", postgres];

    /// <summary>The folder also keeps the sandbox's secret, so that its keys outlive a restart.</summary>
    public IReadOnlyList<string> HostArguments => postgres is null ? ["--data", Folder] : ["--data", Folder, "--postgres", postgres];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
