using System.Diagnostics;
using System.Globalization;

namespace Granary.EndToEnd;

/// <summary>kill -9 of one of the hosts, which its operator starts again.</summary>
internal sealed class OneHostKilled(Besieged besieged) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        var host = Besieged.Hosts[chance.Next(Besieged.Hosts.Count)];
        await Task.Run(() => besieged.Cluster.Kill9(host));
        await besieged.StartAsync(host);
        return $"{host} killed";
    }
}

/// <summary>kill -9 of one of the hosts, which stays away until the others have answered for every owner that there is, and so for all of its own.</summary>
internal sealed class OneHostTakenOver(Besieged besieged, Campaign campaign) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        var host = Besieged.Hosts[chance.Next(Besieged.Hosts.Count)];
        await Task.Run(() => besieged.Cluster.Kill9(host));
        var since = Stopwatch.GetTimestamp();
        await campaign.AskEverybodyAsync(chance);
        var took = Stopwatch.GetElapsedTime(since);
        await besieged.StartAsync(host);
        return string.Create(CultureInfo.InvariantCulture, $"{host} killed and replaced after the others had answered for all, which took {took.TotalSeconds:F1} s");
    }
}

/// <summary>kill -9 of everything that is ours.</summary>
internal sealed class AllHostsKilled(Besieged besieged) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        await Task.Run(() => Parallel.ForEach(Besieged.All, besieged.Cluster.Kill9));
        await besieged.StartAsync(Besieged.All);
        return "all hosts killed";
    }
}

/// <summary>The power of the whole place goes: PostgreSQL first, so that nothing can be written any more, then everything else.</summary>
internal sealed class EverythingKilled(Besieged besieged) : IFault
{
    public async Task<string> StrikeAsync(Random chance)
    {
        await Task.Run(() =>
        {
            besieged.Postgres.Kill9();
            Parallel.ForEach(Besieged.All, besieged.Cluster.Kill9);
            besieged.Postgres.Start();
        });
        await besieged.StartAsync(Besieged.All);
        return "PostgreSQL and all hosts killed";
    }
}
