using Granary.Grains;
using Granary.Ledger;
using Microsoft.Extensions.Hosting;

namespace Granary.Silo;

/// <summary>Opens the platform and the custodians, the owners without whom nothing can happen. Already open is as good.</summary>
internal sealed class FirstOwners(IGrainFactory grains, Custodians custodians, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Coming.AskAsync(OpenAll, time, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAll()
    {
        await Open(grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number), OwnerId.Platform, "Granary");
        foreach (var (name, owner) in custodians.All) await Open(grains.GetGrain<ICustodyGrain>(owner.Number), owner, name);
    }

    private static async Task Open(IOwnerGrain grain, OwnerId owner, string name)
    {
        var view = await grain.Read();
        if (view.Status != OwnerStatus.Unknown) return;
        await grain.Manage(new OwnerCommand.Open(CommandId.OfRequest("granary", $"open {owner}"), CommandId.HashOf(name), name, Fee: null));
    }
}
