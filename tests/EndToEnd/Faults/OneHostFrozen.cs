namespace Granary.EndToEnd;

/// <summary>
/// SIGSTOP of one of the hosts, for so long that the others take what was its own, and SIGCONT: it wakes as a zombie that believes in what it
/// remembers. A silo finds itself declared dead and ends; its operator starts it again.
/// </summary>
internal sealed class OneHostFrozen(Besieged besieged, TimeSpan frozen) : IFault
{
    private const string Fenced = "granary_journal_fenced_total", Leading = "granary_feed_leading";
    private const int Feeds = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<string> StrikeAsync(Random chance)
    {
        var host = Besieged.Hosts[chance.Next(Besieged.Hosts.Count)];
        var others = Besieged.Hosts.Where(other => other != host).ToList();
        var (fenced, led) = (await FencedAsync(), await besieged.MetricAsync(host, Leading));
        besieged.Cluster[host].Signal(Programs.SigStop);
        try
        {
            await Task.Delay(frozen);
            await Wait.UntilAsync(async () => await besieged.MetricAsync(others, Leading) == Feeds, Patience, $"others lead the feeds of {host}");
        }
        finally
        {
            besieged.Cluster[host].Signal(Programs.SigCont);
        }
        var end = Besieged.IsCluster ? await EndedAsync(host) : "went on";
        await besieged.UntilReadyAsync();
        // Whoever it took for its own comes home to it now.
        await Task.Delay(TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(async () => await besieged.MetricAsync(Besieged.Hosts, Leading) == Feeds, Patience, "each feed has one leader");
        return $"{host}, leading {led} feeds, frozen for {frozen.TotalSeconds} s, {end}, {await FencedAsync() - fenced} appends fenced";
    }

    private Task<double> FencedAsync() => besieged.MetricAsync(Besieged.Hosts, Fenced);

    private async Task<string> EndedAsync(string host)
    {
        var code = await besieged.Cluster[host].EndedAsync();
        await besieged.RestartAsync(host);
        return $"ended with {code}";
    }
}
