namespace Granary.Journal.Sqlite;

/// <param name="Path">The file; its folder must exist. Beside it SQLite keeps <c>-wal</c> and <c>-shm</c>.</param>
/// <param name="PartitionCountAtCreation">Only read when the file is created. One file has one writer, so more than one gains nothing.</param>
/// <param name="BusyMs">How long to wait for another process that writes.</param>
public sealed record SqliteOptions(string Path, int PartitionCountAtCreation = 1, int BusyMs = 15_000);
