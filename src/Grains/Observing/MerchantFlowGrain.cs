using System.Collections.Immutable;
using System.Text.Json;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.Logging;

namespace Granary.Grains;

/// <summary>
/// Merchants' days, kept in rows that change in one transaction with the position up to which they hold. Should two activations live, the one
/// whose position is no longer the stored one starts again from there.
/// </summary>
[ImplicitStreamSubscription(Activity.Namespace)]
public sealed class MerchantFlowGrain(IJournal journal, IObservationStore observations, TimeProvider time, ILogger<MerchantFlowGrain> log)
    : ObserverGrain(journal, log), IMerchantFlowGrain
{
    /// <summary>The name under which the rows and the cursor are kept.</summary>
    public const string Observer = "merchant-flow";

    // Among the merchants' rows, and so changed in the same transaction with the position.
    private const string SkippedSubject = "(skipped)";

    private const int ChangedDaysMax = 20_000;
    private const int KnownDaysMax = 100_000;
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(5);

    private readonly IJournal journal = journal;
    private readonly Dictionary<(OwnerId Merchant, DateOnly Date), MerchantDay> known = [];
    private readonly HashSet<(OwnerId Merchant, DateOnly Date)> changed = [];
    private ImmutableArray<long> keptSkipped = [];
    private bool isTorn;
    private long keptTo;
    private long keptAt;
    private long lookedTo;

    protected override async Task<long> FindStart() => await journal.ReadCursorAsync(Observer, Partition);

    protected override async Task<ImmutableArray<long>> FindSkipped()
    {
        var row = await observations.ReadObservationsAsync(Observer, Partition, [(SkippedSubject, 0)]);
        return row is [var only] ? [.. JsonSerializer.Deserialize<long[]>(only.State.Span)!] : [];
    }

    protected override void Begin(long position, ImmutableArray<long> skipped)
    {
        known.Clear();
        changed.Clear();
        (keptTo, keptSkipped, isTorn) = (position, skipped, false);
    }

    protected override async Task Take(ImmutableArray<PostedEntry> page)
    {
        if (isTorn)
        {
            // It could not start anew when it had to; this page follows on what is thrown away now.
            await StartAnew();
            throw new JournalUnavailableException("the merchants' days begin again");
        }
        await LoadDaysOf(page);
        try
        {
            foreach (var posted in page) Count(posted.Entry);
        }
        catch
        {
            // Half a page is in memory now, and must neither be kept nor be counted once more.
            isTorn = true;
            await StartAnew();
            throw;
        }
    }

    private void Count(Entry entry)
    {
        foreach (var merchant in MerchantDay.MerchantsOf(entry))
        {
            var key = (merchant, BusinessDate.Of(entry.AtMs));
            known[key].Apply(merchant, entry);
            changed.Add(key);
        }
    }

    protected override Task Taken() => changed.Count >= ChangedDaysMax ? Keep() : Task.CompletedTask;

    // Every row is written anew, so while much goes on it is not worth a write each second; as soon as it is calm, it is.
    protected override Task KeepNowAndThen()
    {
        var isCalm = Position == lookedTo;
        lookedTo = Position;
        return isCalm || time.GetElapsedTime(keptAt) >= KeepEvery ? Keep() : Task.CompletedTask;
    }

    protected override async Task Keep()
    {
        // Not for an entry alone that was taken late: two that both live tell each other's saves apart by the position, and would both count it. It is
        // kept with the next one that comes.
        if (Position == keptTo || isTorn) return;
        var rows = changed.Select(key => new Observation(key.Merchant.ToString(), key.Date.DayNumber, known[key].ToJson())).ToList();
        var skipped = Skipped;
        if (!skipped.SequenceEqual(keptSkipped)) rows.Add(new Observation(SkippedSubject, 0, JsonSerializer.SerializeToUtf8Bytes<long[]>([.. skipped])));
        if (!await observations.SaveObservationsAsync(Observer, Partition, keptTo, Position, rows))
        {
            await StartAnew();
            return;
        }
        (keptTo, keptSkipped, keptAt) = (Position, skipped, time.GetTimestamp());
        changed.Clear();
        if (known.Count > KnownDaysMax) known.Clear();
    }

    private async Task LoadDaysOf(ImmutableArray<PostedEntry> page)
    {
        var missing = page
            .SelectMany(posted => MerchantDay.MerchantsOf(posted.Entry), (posted, merchant) => (Merchant: merchant, Date: BusinessDate.Of(posted.Entry.AtMs)))
            .Where(key => !known.ContainsKey(key)).Distinct().ToList();
        if (missing.Count == 0) return;
        var asked = missing.Select(key => (Subject: key.Merchant.ToString(), Day: key.Date.DayNumber)).ToList();
        var stored = (await observations.ReadObservationsAsync(Observer, Partition, asked)).ToDictionary(row => (row.Subject, row.Day));
        for (var i = 0; i < missing.Count; i++)
        {
            known[missing[i]] = stored.TryGetValue(asked[i], out var row) ? MerchantDay.FromJson(row.State.Span) : new MerchantDay();
        }
    }
}
