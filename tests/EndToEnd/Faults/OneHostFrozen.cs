namespace Granary.EndToEnd;

/// <summary>
/// SIGSTOP of one of the hosts, for so long that the others take what was its own, and SIGCONT: it wakes as a zombie that believes in what it
/// remembers, and is asked to act on it. A silo finds itself declared dead and ends; its operator starts it again.
/// </summary>
internal sealed class OneHostFrozen(Besieged besieged, Records records, TimeSpan frozen) : IFault
{
    private const string Fenced = "granary_journal_fenced_total", Leading = "granary_feed_leading";
    private const int Feeds = 4;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Spenders spenders = new(besieged, records);

    public async Task<string> StrikeAsync(Random chance)
    {
        var host = Besieged.Hosts[chance.Next(Besieged.Hosts.Count)];
        var others = Besieged.Hosts.Where(other => other != host).ToList();
        // A silo can only be asked by way of those who will not ask it any more.
        if (!Besieged.IsCluster) await spenders.ComeAsync(host);
        var (fenced, fencedThere, led) = (await FencedAsync(), await besieged.MetricAsync(host, Fenced), await besieged.MetricAsync(host, Leading));
        besieged.Cluster[host].Signal(Programs.SigStop);
        try
        {
            await Task.Delay(frozen);
            await Wait.UntilAsync(async () => await besieged.MetricAsync(others, Leading) == Feeds, Patience, $"others lead the feeds of {host}");
            if (!Besieged.IsCluster) await spenders.SpendAllAsync(others[0]);
        }
        finally
        {
            besieged.Cluster[host].Signal(Programs.SigCont);
        }
        if (!Besieged.IsCluster)
        {
            await spenders.SpendAgainAsync(host);
            var stale = await besieged.MetricAsync(host, Fenced) - fencedThere;
            Assert.True(stale >= Spenders.Count, $"{host} was fenced {stale} times: it did not try to write what it remembered of {Spenders.Count} users");
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
