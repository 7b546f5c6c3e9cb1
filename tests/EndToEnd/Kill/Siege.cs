using System.Diagnostics;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>
/// Load, kill -9 at a random instant, audit what is left on disk, restart, compare, and again. The instants follow from the seed, which is
/// printed with them.
/// </summary>
internal sealed class Siege(Store store, int seed, ITestOutputHelper output, int connections = 32) : IAsyncDisposable
{
    private readonly Town town = new(users: 16, merchants: 4);
    private readonly Random instants = new(seed);
    private Inspection? inspection;
    private HashSet<string> replayed = [];

    public Records Records { get; } = new(Path.Combine(store.Folder, "acknowledged.txt"));

    /// <summary>How many kills have been survived, and how many acknowledgements.</summary>
    public int Rounds { get; private set; }

    /// <param name="kill">Kills the host, and perhaps what is below it; its restart is the siege's own.</param>
    public async Task<List<string>> RoundAsync(Action<GranaryProcess> kill)
    {
        using (var granary = await GranaryProcess.StartAsync(store))
        {
            if (inspection is null) await town.OpenAsync(granary, Records);
            inspection ??= new Inspection(town);
            var instant = TimeSpan.FromMilliseconds(instants.Next(0, 700));
            var before = Records.Acknowledged.Count;
            var busy = Records.MoreAsync(2 * connections);
            var load = LoadAsync(granary, instants.Next());
            // Counted from the first acknowledgements, so that a slow machine kills a busy host as well.
            await busy;
            var since = Stopwatch.GetTimestamp();
            await Task.Delay(instant);
            kill(granary);
            await load;
            output.WriteLine(
                $"round {++Rounds} of seed {seed}: killed {Stopwatch.GetElapsedTime(since).TotalMilliseconds:F0} ms after the first answers, " +
                $"{Records.Acknowledged.Count - before} acknowledged, {Records.Unanswered.Count} unanswered");
        }

        List<string> wrongs = [];
        var (code, said) = Programs.Verify(store);
        if (code != 0) wrongs.Add($"verify: {said}");
        using (var granary = await GranaryProcess.StartAsync(store))
        {
            wrongs.AddRange(await inspection.FindWrongsAsync(granary, Records));
            wrongs.AddRange(await Inspection.ReplayAsync(granary, Records, Records.Acknowledged.Where(answer => !replayed.Contains(answer.Sent.Key))));
            replayed = [.. Records.Acknowledged.Select(answer => answer.Sent.Key)];
            wrongs.AddRange(await inspection.FindWrongsAsync(granary, Records));
            granary.Stop();
        }
        return wrongs;
    }

    public ValueTask DisposeAsync() => Records.DisposeAsync();

    private Task LoadAsync(GranaryProcess granary, int loadSeed) => Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
    {
        using var sender = new Sender(granary, Records);
        var random = new Random(loadSeed ^ connection);
        while (await sender.SendAsync(town.Next(random)) is not null) { }
    }));
}
