using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>
/// Rounds of load, a fault at a random instant, and everything that FAULTS demands afterwards. The instants follow from the seed. Nothing wrong in
/// n rounds bounds the rate at 3/n (95 %).
/// </summary>
internal sealed class Campaign : IAsyncDisposable
{
    private const int RoundsOfShortForm = 10, AcknowledgedMin = 50;
    private static readonly TimeSpan ShortForm = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IBesieged besieged;
    private readonly int seed;
    private readonly ITestOutputHelper output;
    private readonly Town town = new(users: 16, merchants: 4, cashMinor: 10_000_000_000);
    private readonly Inspection inspection;
    private readonly Random instants;
    private readonly List<Waited> waited = [];
    private readonly List<TimeSpan> longest = [];
    private HashSet<string> replayed = [];

    private Campaign(IBesieged besieged, int seed, ITestOutputHelper output, string folder)
    {
        (this.besieged, this.seed, this.output, inspection, instants) = (besieged, seed, output, new Inspection(town), new Random(seed));
        Records = new Records(Path.Combine(folder, $"acknowledged-{seed}.txt"));
    }

    public Records Records { get; }

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("GRANARY_LONG") is not null;

    /// <summary>
    /// The rounds of one campaign, beginning with 1. The short form makes ten, but none begins when six seconds are over, lest a slow machine be at it
    /// for an hour; the long form makes them all.
    /// </summary>
    public static IEnumerable<int> Rounds(int inLongForm)
    {
        var since = Stopwatch.GetTimestamp();
        for (var round = 1; round <= (IsLong ? inLongForm : Math.Min(RoundsOfShortForm, inLongForm)); round++)
        {
            if (!IsLong && round > 1 && Stopwatch.GetElapsedTime(since) > ShortForm) yield break;
            yield return round;
        }
    }

    /// <param name="folder">Where the parent keeps its record; by default beside the hosts' data.</param>
    public static async Task<Campaign> BeginAsync(IBesieged besieged, int seed, ITestOutputHelper output, string? folder = null)
    {
        var campaign = new Campaign(besieged, seed, output, folder ?? besieged.Store.Folder);
        await campaign.town.OpenAsync(besieged, campaign.Records);
        return campaign;
    }

    /// <summary>Rounds with this fault, and nothing may be wrong after any of them.</summary>
    public async Task SurviveAsync(IFault fault, int roundsInLongForm)
    {
        var rounds = 0;
        foreach (var round in Rounds(roundsInLongForm))
        {
            rounds = round;
            var wrongs = await RoundAsync(fault, round);
            Assert.True(wrongs.Count == 0, $"round {round} of seed {seed}:\n{string.Join('\n', wrongs.Take(20))}");
        }
        // What was sent again after the last round must have changed nothing either.
        Assert.Empty(await inspection.FindWrongsAsync(besieged, Records));
        Assert.True(Records.Acknowledged.Count > rounds * AcknowledgedMin, "too little was acknowledged to prove anything");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{besieged.Shape}: {fault.GetType().Name}, seed {seed}: {rounds} rounds, {Records.Acknowledged.Count} acknowledged, 0 lost, 0 doubled " +
            $"(at 95 % fewer than {3.0 / rounds:F3} a round); longest wait of a round p95 {Quantile(0.95):F1} s, max {Quantile(1):F1} s"));
        output.WriteLine(Retries());
    }

    /// <summary>One round; everything that is wrong after it.</summary>
    public async Task<List<string>> RoundAsync(IFault fault, int round)
    {
        await besieged.UntilReadyAsync();
        var before = Records.Acknowledged.Count;
        var busy = Records.MoreAsync(AcknowledgedMin);
        var traffic = new Traffic(besieged, Records, town, instants.Next(1_000_000));
        await busy.WaitAsync(Patience);
        await Task.Delay(instants.Next(100, 1_000));
        var struck = traffic.Elapsed;
        var what = await fault.StrikeAsync(instants);
        await besieged.UntilReadyAsync();
        var ready = traffic.Elapsed;
        var waits = await traffic.StopAsync();
        // As a client sees it that sends again until somebody answers.
        longest.Add(waits.Where(wait => wait.IsAnswered && wait.Until > struck).Select(wait => wait.Until - (wait.From > struck ? wait.From : struck)).DefaultIfEmpty().Max());
        waited.AddRange(waits);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round} of seed {seed}: {what}, {struck.TotalMilliseconds:F0} ms after the first request; all ready after {(ready - struck).TotalSeconds:F1} s, " +
            $"longest wait {longest[^1].TotalSeconds:F1} s, longest attempt {waits.Max(wait => wait.LongestAttempt).TotalSeconds:F1} s, {Records.Acknowledged.Count - before} acknowledged, {Records.Unanswered.Count} unanswered"));
        return await CheckAsync();
    }

    /// <summary>One payment more by every user, sent again until it is answered, and a look at every owner.</summary>
    public async Task AskEverybodyAsync(Random chance)
    {
        using var sender = new Sender(besieged, Records);
        using var auditor = besieged.Client("auditor");
        var payments = Enumerable.Range(1, town.Users).Select(user => town.NextPayment(chance, user)).ToList();
        await Task.WhenAll(payments.Select(async payment => Assert.True(await sender.InsistAsync(payment, Patience) is { IsSuccess: true }, $"{payment} is not answered")));
        await Task.WhenAll(town.Pages.Select(owner => Wait.UntilAsync(async () => await auditor.GetAsync(owner.Value) is not null, Patience, $"{owner.Key} answers")));
    }

    /// <summary>Reads everything anew, as somebody would who comes from outside, and compares it with the record.</summary>
    public Task<List<string>> InspectAsync() => new Inspection(town).FindWrongsAsync(besieged, Records);

    /// <summary>All that FAULTS demands, now.</summary>
    public async Task<List<string>> CheckAsync()
    {
        var verifying = Task.Run(() => Programs.Verify(besieged.Store));
        // Nobody waits for what was cut off any more, but somebody may still be at it.
        await UntilStillAsync();
        var wrongs = await inspection.FindWrongsAsync(besieged, Records);
        wrongs.AddRange(await Inspection.ReplayAsync(besieged, Records, Records.Acknowledged.Where(answer => !replayed.Contains(answer.Sent.Key))));
        replayed = [.. Records.Acknowledged.Select(answer => answer.Sent.Key)];
        var (code, said) = await verifying;
        if (code != 0) wrongs.Add($"verify: {said}");
        return wrongs;
    }

    public ValueTask DisposeAsync() => Records.DisposeAsync();

    /// <summary>How often those who send again had to.</summary>
    public string Retries() => string.Create(CultureInfo.InvariantCulture,
        $"of {waited.Count(wait => wait.IsAnswered)} answered, {waited.Count(wait => wait.IsAnswered && wait.Attempts > 1)} were sent again, {RetriedTwiceCount} more than once; " +
        $"{waited.Count(wait => !wait.IsAnswered)} more were given up");

    /// <summary>The longest that anybody waited in each round since the fault struck.</summary>
    public IReadOnlyList<TimeSpan> LongestWaits => longest;

    /// <summary>The longest that anybody was left without any answer, be it to come again.</summary>
    public TimeSpan LongestAttempt => waited.Max(wait => wait.LongestAttempt);

    /// <summary>Those who were not answered at the first attempt.</summary>
    public int FeltCount => waited.Count(wait => wait.Attempts > 1 || !wait.IsAnswered);

    public int RetriedTwiceCount => waited.Count(wait => wait.Attempts > 2);

    // The proof names every partition's last position.
    private async Task UntilStillAsync()
    {
        using var auditor = besieged.Client("auditor");
        var last = "";
        await Wait.UntilAsync(async () =>
        {
            await Task.Delay(100);
            var now = (await auditor.GetAsync("/v1/ledger/proof"))["partitions"]!.ToJsonString();
            var isStill = now == last;
            last = now;
            return isStill;
        }, Patience, "nothing is written any more");
    }

    private double Quantile(double share)
    {
        var sorted = longest.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Count) - 1].TotalSeconds;
    }
}
