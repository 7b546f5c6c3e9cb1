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
                await ReadAsync(upTo: posted.Position - 1);
                if (posted.Position != Position + 1) continue;
            }
            next.Add(posted);
        }
        await TakeAsync(next.DrainToImmutable());
    }

    /// <summary>Takes everything that is in the journal now.</summary>
    public Task CatchUpAsync() => ReadAsync(upTo: long.MaxValue);

    private async Task ReadAsync(long upTo)
    {
        while (Position < upTo)
        {
            var page = await journal.ReadFeedAsync(partition, Position, (int)Math.Min(EntriesPerPage, upTo - Position));
            if (page.IsEmpty) return;
            await TakeAsync(page);
        }
    }

    private async Task TakeAsync(ImmutableArray<PostedEntry> page)
    {
        if (page.IsEmpty) return;
        await take(page);
        Position = page[^1].Position;
        await taken();
    }
}
