using System.Globalization;
using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>Between one of the hosts and some machines nothing passes for a while, and neither side is told: the connections stay open.</summary>
internal sealed class OneHostCutOff(PrivateNetwork network, Func<string, IReadOnlyList<string>> from, TimeSpan cut) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        var host = Besieged.Hosts[chance.Next(Besieged.Hosts.Count)];
        var others = from(host);
        network.Cut(host, others);
        await Task.Delay(cut);
        var lost = network.Heal();
        Assert.NotEqual(0, lost);
        return string.Create(CultureInfo.InvariantCulture, $"{host} cut off from {string.Join(", ", others)} for {cut.TotalSeconds} s, {lost} packets lost");
    }
}

/// <summary>
/// A silo that the other silos do not reach any more, while it and they reach PostgreSQL: they vote it out of the cluster, it goes on with what it
/// has until it reads that, and ends. Its operator starts it again when the network is mended.
/// </summary>
internal sealed class OneSiloVotedOut(Besieged besieged, PrivateNetwork network, TimeSpan cut) : IFault
{
    private const int StartsMax = 5;
    private readonly OneHostCutOff cutOff = new(network, host => [.. Besieged.Hosts.Where(other => other != host)], cut);

    public async Task<string> StrikeAsync(Random chance)
    {
        var what = await cutOff.StrikeAsync(chance);
        await Wait.UntilAsync(() => Task.FromResult(Ended.Any()), OneHostFrozen.Patience, "the silo that was voted out ends");
        var ended = Assert.Single(Ended);
        Assert.StartsWith(ended, what, StringComparison.Ordinal);
        var code = besieged.Cluster[ended].ExitCode;
        var starts = await ComeBackAsync(ended);
        return $"{what}, ended with {code}, came back at start {starts}";
    }

    // The others may still be about to vote: a silo that comes while they do is told that it is dead, and ends again. Whoever supervises it starts it once more.
    private async Task<int> ComeBackAsync(string silo)
    {
        for (var starts = 1; ; starts++)
        {
            try
            {
                await besieged.RestartAsync(silo);
                return starts;
            }
            catch (InvalidOperationException ended) when (starts < StartsMax && ended.Message.Contains("dead", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    private IEnumerable<string> Ended => Besieged.All.Where(name => besieged.Cluster[name].HasExited);
}

/// <summary>One host's packets get lost, and what it says to PostgreSQL and hears from it is late.</summary>
internal sealed class OneHostOnBadLink(PrivateNetwork network, string host, LaggingProxy wire, int percent, TimeSpan lag, TimeSpan bad) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        var before = wire.DelayedCount;
        wire.Lag(lag);
        network.Lose(host, percent);
        await Task.Delay(bad);
        var lost = network.Heal();
        wire.Lag(TimeSpan.Zero);
        Assert.NotEqual(0, lost);
        Assert.NotEqual(before, wire.DelayedCount);
        return string.Create(CultureInfo.InvariantCulture,
            $"{host} lost {percent} % of its packets, {lost}, and was {lag.TotalMilliseconds} ms each way from PostgreSQL, for {bad.TotalSeconds} s");
    }
}
