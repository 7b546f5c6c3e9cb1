using System.Diagnostics;
using System.Globalization;

namespace Granary.EndToEnd;

/// <summary>
/// A rolling restart: each host is asked to leave, one by SIGTERM and the next by an operator's request, and started again before the next one goes.
/// </summary>
internal sealed class AllRestarted(Besieged besieged) : IFault
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(30);

    public async Task<string> StrikeAsync(Random chance)
    {
        using var operators = besieged.Client("operator");
        List<string> took = [];
        var isByRequest = chance.Next(2) == 0;
        foreach (var host in Besieged.All)
        {
            var since = Stopwatch.GetTimestamp();
            if (isByRequest) Assert.Equal(202, (await operators.PostAsync($"/v1/cluster/hosts/{host}/drain", "", $"drain-{host}-{chance.Next()}")).Status);
            else besieged.Cluster[host].Signal(Programs.SigTerm);
            Assert.Equal(0, await besieged.Cluster[host].EndedAsync());
            var drained = Stopwatch.GetElapsedTime(since);
            Assert.True(drained < DrainMax, $"{host} needed {drained} to leave");
            took.Add(string.Create(CultureInfo.InvariantCulture, $"{host} by {(isByRequest ? "request" : "SIGTERM")} {drained.TotalSeconds:F1} s"));
            isByRequest = !isByRequest;
            await besieged.RestartAsync(host);
            await besieged.UntilReadyAsync();
        }
        return $"all asked to leave in turn (gone after {string.Join(", ", took)})";
    }
}
