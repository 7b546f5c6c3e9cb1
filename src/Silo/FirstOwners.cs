using Granary.Grains;
using Granary.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>Opens the platform and the custodians, the owners without whom nothing can happen. Already open is as good.</summary>
internal sealed class FirstOwners(IGrainFactory grains, Custodians custodians, TimeProvider time, ILogger<FirstOwners> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Coming.AskAsync(OpenAll, time, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAll()
    {
        await Open(grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number), OwnerId.Platform, "Granary");
        foreach (var (name, owner) in custodians.All) await OpenCustodian(owner, name);
    }

    // One bank whose books are damaged must not keep everybody else from coming in.
    private async Task OpenCustodian(OwnerId owner, string name)
    {
        try
        {
            await Open(grains.GetGrain<ICustodyGrain>(owner.Number), owner, name);
        }
        catch (Exception damaged) when (MachineFaults.Of(damaged) == MachineFault.Quarantined)
        {
            log.LogError("{Owner} is out of service until it has been repaired: {Reason}", owner, damaged.Message);
        }
    }

    private static async Task Open(IOwnerGrain grain, OwnerId owner, string name)
    {
        var view = await grain.Read();
        if (view.Status != OwnerStatus.Unknown) return;
        await grain.Manage(new OwnerCommand.Open(CommandId.OfRequest("granary", $"open {owner}"), CommandId.HashOf(name), name, Fee: null));
    }
}
