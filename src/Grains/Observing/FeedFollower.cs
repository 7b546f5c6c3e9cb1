using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// Takes each entry of a partition once, in order, whatever it hears and how often: what it has is left out, what is missing is read from the
/// journal. Positions are gap-free, so both are seen by comparing two numbers.
/// </summary>
/// <remarks>
/// An entry whose rows are damaged holds nobody up: it is stepped past, remembered, and taken when somebody has repaired it (ADR 11).
/// </remarks>
/// <param name="take">Takes entries that follow on each other. When it throws, none of them counts as taken.</param>
/// <param name="taken">Called after each page; may start from elsewhere.</param>
/// <param name="steppedPast">Told of a damaged entry, once it is stepped past.</param>
public sealed class FeedFollower(
    IJournal journal, int partition, Func<ImmutableArray<PostedEntry>, Task> take, Func<Task> taken, Action<CorruptEntryException> steppedPast)
{
    /// <summary>A piece of a long way, short enough for others to wait for.</summary>
    public const int PagesAtOnce = 20;

    private const int EntriesPerPage = 2_000;
    private const int LooksAtOnce = 16;

    private readonly SkippedPositions skipped = new();

    /// <summary>Everything up to here has been taken, but for what was stepped past.</summary>
    public long Position { get; private set; }

    /// <summary>What was stepped past and has not been taken since.</summary>
    public ImmutableArray<long> Skipped => skipped.All;

    public void StartAfter(long position, IEnumerable<long> steppedPastBefore)
    {
        Position = position;
        skipped.Replace(steppedPastBefore);
    }

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

    /// <summary>Those of the skipped entries that can be read by now; a few of them at a time. They stay skipped until they are <see cref="Took"/>.</summary>
    public async Task<ImmutableArray<PostedEntry>> FindRepairedAsync()
    {
        var repaired = ImmutableArray.CreateBuilder<PostedEntry>();
        foreach (var position in skipped.TakeTurn(LooksAtOnce))
        {
            if (await journal.ReadOrDamageAsync(partition, position - 1, countMax: 1) is ({ IsEmpty: false } page, _)) repaired.Add(page[0]);
        }
        return repaired.DrainToImmutable();
    }

    /// <summary>A skipped entry has been taken after all.</summary>
    public void Took(long position) => skipped.Remove(position);

    private async Task<bool> ReadAsync(long upTo, int pagesMax = int.MaxValue)
    {
        // By how far it is and not by how often it reads: damage cuts pages short, and must not make a long way of a short one.
        for (var last = Position + ((long)pagesMax * EntriesPerPage); Position < upTo;)
        {
            if (Position >= last) return false;
            var (page, damage) = await journal.ReadOrDamageAsync(partition, Position, (int)Math.Min(EntriesPerPage, upTo - Position));
            if (damage is not null) StepPast(damage);
            else if (page.IsEmpty) return true;
            else await TakeAsync(page);
        }
        return true;
    }

    private void StepPast(CorruptEntryException damage)
    {
        skipped.Add(damage);
        Position = damage.Position;
        steppedPast(damage);
    }

    private async Task TakeAsync(ImmutableArray<PostedEntry> page)
    {
        if (page.IsEmpty) return;
        await take(page);
        Position = page[^1].Position;
        await taken();
    }
}
