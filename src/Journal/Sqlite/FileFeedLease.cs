namespace Granary.Journal.Sqlite;

/// <summary>A lease that is a lock on a file beside the journal: the system gives it back when the process ends.</summary>
internal sealed class FileFeedLease(FileStream file) : IFeedLease
{
    internal static IFeedLease? TryTake(string path)
    {
        try
        {
            return new FileFeedLease(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new JournalUnavailableException(denied.Message, denied);
        }
    }

    public ValueTask<bool> RenewAsync(CancellationToken cancellation) => new(true);

    public ValueTask DisposeAsync() => file.DisposeAsync();
}
