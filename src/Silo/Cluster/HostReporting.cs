using System.Text.Json;
using Granary.Grains;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Granary.Silo;

/// <summary>Writes this host's report out of what it has: owners, a journal, an API.</summary>
internal sealed class HostReporting(HostState state, IGrainFactory grains, TimeProvider time, IServiceProvider services)
{
    private const int HottestMax = 10;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly BookContext? books = services.GetService<BookContext>();
    private readonly GroupCommitJournal? journal = services.GetService<GroupCommitJournal>();
    private readonly ReadApiLoad? api = services.GetService<ReadApiLoad>();
    private readonly CommandRates rates = new();

    public async Task<string> WriteAsync() => JsonSerializer.Serialize(Report(await LedFeedsAsync()), HostReportJson.Default.HostReport);

    private HostReport Report(IReadOnlyList<LedFeed> feeds) => new(
        (books, api) switch { (null, _) => "api", (_, null) => "silo", _ => "both" },
        ActorRuntime.Name,
        state.Name,
        books?.Census.Counts.ToDictionary(one => NameOf(one.Kind), one => one.Count) ?? [],
        books is null ? [] : rates.Next(books.Hottest.Take(HottestMax), time),
        journal?.QueuedEntries ?? [],
        feeds,
        api?.Invoke());

    private async Task<IReadOnlyList<LedFeed>> LedFeedsAsync()
    {
        // Before the runtime has started and after it has stopped there is nobody to ask.
        if (journal is null || state.Name != HostState.Ready) return [];
        try
        {
            var asked = Enumerable.Range(0, journal.PartitionCount).Select(partition => grains.GetGrain<IFeedGrain>(partition).Status());
            var statuses = await Task.WhenAll(asked).WaitAsync(AnswerWithin, time);
            return [.. statuses.Where(status => status.IsLeading).Select(status => new LedFeed(status.Partition, status.Host, status.Position, Math.Max(0, status.Head - status.Position)))];
        }
        catch (Exception gone) when (MachineFaults.Of(gone) == MachineFault.Unavailable)
        {
            return [];
        }
    }

    // As in "user-1001".
    private static string NameOf(OwnerKind kind) => new OwnerId(kind, number: 0).ToString()[..^2];

    /// <summary>Turns what was counted since the last look into rates.</summary>
    private sealed class CommandRates
    {
        private long since;

        public IReadOnlyList<HotOwner> Next(IEnumerable<(OwnerId Owner, long Commands)> counted, TimeProvider time)
        {
            var seconds = since == 0 ? 1 : Math.Max(0.1, time.GetElapsedTime(since).TotalSeconds);
            since = time.GetTimestamp();
            return [.. counted.Select(one => new HotOwner(one.Owner.ToString(), (long)(one.Commands / seconds))).Where(one => one.CommandsPerSecond > 0)];
        }
    }
}
