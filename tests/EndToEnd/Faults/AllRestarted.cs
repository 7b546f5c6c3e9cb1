using System.Diagnostics;
using System.Globalization;

namespace Granary.EndToEnd;

/// <summary>A rolling restart: each host is asked to leave, by SIGTERM or by an operator's request, and started again before the next one goes.</summary>
internal sealed class AllRestarted(Besieged besieged, bool isByRequest) : IFault
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(30);

    public async Task<string> StrikeAsync(Random chance)
    {
        using var operators = besieged.Client("operator");
        List<string> took = [];
        foreach (var host in Besieged.All)
        {
            var since = Stopwatch.GetTimestamp();
            if (isByRequest) Assert.Equal(202, (await operators.PostAsync($"/v1/cluster/hosts/{host}/drain", "", $"drain-{host}-{chance.Next()}")).Status);
            else besieged.Cluster[host].Signal(Programs.SigTerm);
            Assert.Equal(0, await besieged.Cluster[host].EndedAsync());
            var drained = Stopwatch.GetElapsedTime(since);
            Assert.True(drained < DrainMax, $"{host} needed {drained} to leave");
            took.Add(string.Create(CultureInfo.InvariantCulture, $"{host} {drained.TotalSeconds:F1} s"));
            await besieged.RestartAsync(host);
            await besieged.UntilReadyAsync();
        }
        return $"all asked to leave by {(isByRequest ? "request" : "SIGTERM")} in turn (gone after {string.Join(", ", took)})";
    }
}
