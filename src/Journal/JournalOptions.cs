namespace Granary.Journal;

/// <summary>The sizes of everything that is bounded.</summary>
/// <param name="QueuedEntriesMax">Entries of one partition that may wait to be written; beyond it appends wait for a place.</param>
/// <param name="BatchRowsMax">Rows in one batch. Larger ones hold the partition's head longer and gain little.</param>
/// <param name="ReadBatchMax">Owners, statuses or lookups in one query.</param>
/// <param name="ConcurrentReadsMax">Queries of one sort that may run at a time.</param>
/// <param name="TailEntriesMax">Newest entries of one partition kept for readers of the feed.</param>
/// <param name="TailBytesMax">The same in bytes of bodies.</param>
/// <param name="WatchedOwnersMax">Owners for which newer credits are noticed.</param>
/// <param name="HeadPollMs">How often a waiting reader of the feed looks for what other processes appended.</param>
/// <param name="StopMs">How long closing waits for what is queued.</param>
public sealed record JournalOptions(
    int QueuedEntriesMax = 20_000,
    int BatchRowsMax = 2_000,
    int ReadBatchMax = 500,
    int ConcurrentReadsMax = 3,
    int TailEntriesMax = 16_384,
    long TailBytesMax = 16L << 20,
    int WatchedOwnersMax = 1_000_000,
    int HeadPollMs = 20,
    int StopMs = 30_000);
