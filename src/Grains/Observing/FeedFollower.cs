using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// Takes each entry of a partition once, in order, whatever it hears and how often: what it has is left out, what is missing is read from the
/// journal. Positions are gap-free, so both are seen by comparing two numbers.
/// </summary>
/// <param name="take">Takes entries that follow on each other. When it throws, none of them counts as taken.</param>
/// <param name="taken">Called after each page; may start from elsewhere.</param>
public sealed class FeedFollower(IJournal journal, int partition, Func<ImmutableArray<PostedEntry>, Task> take, Func<Task> taken)
{
    /// <summary>A piece of a long way, short enough for others to wait for.</summary>
    public const int PagesAtOnce = 20;

    private const int EntriesPerPage = 2_000;

    /// <summary>Everything up to here has been taken.</summary>
    public long Position { get; private set; }

    public void StartAfter(long position) => Position = position;

    /// <summary>Somebody says that these entries exist.</summary>
    public async Task HearAsync(IEnumerable<PostedEntry> heard)
    {
        var next = ImmutableArray.CreateBuilder<PostedEntry>();
        foreach (var posted in heard)
        {
            if (posted.Position <= Position + next.Count) continue;
            if (posted.Position > Position + next.Count + 1)
            {
                await TakeAsync(next.DrainToImmutable());
                // Who has a long way to go is not told more by every wake-up; it goes in pieces.
                if (!await ReadAsync(upTo: posted.Position - 1, PagesAtOnce)) return;
                if (posted.Position != Position + 1) continue;
            }
            next.Add(posted);
        }
        await TakeAsync(next.DrainToImmutable());
    }

    /// <summary>Takes what is in the journal now, or so many pages of it. False when there is more.</summary>
    public Task<bool> CatchUpAsync(int pagesMax = int.MaxValue) => ReadAsync(upTo: long.MaxValue, pagesMax);

    private async Task<bool> ReadAsync(long upTo, int pagesMax = int.MaxValue)
    {
        for (var pages = 0; Position < upTo; pages++)
        {
            if (pages == pagesMax) return false;
            var page = await journal.ReadFeedAsync(partition, Position, (int)Math.Min(EntriesPerPage, upTo - Position));
            if (page.IsEmpty) return true;
            await TakeAsync(page);
        }
        return true;
    }

    private async Task TakeAsync(ImmutableArray<PostedEntry> page)
    {
        if (page.IsEmpty) return;
        await take(page);
        Position = page[^1].Position;
        await taken();
    }
}
