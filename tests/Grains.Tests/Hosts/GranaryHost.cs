using Granary.Journal;
using Granary.Ledger;
using Granary.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Grains.Tests.Hosts;

/// <summary>A whole host, on whichever runtime this build has. Several of them may share one folder and so one journal.</summary>
internal sealed class GranaryHost : IAsyncDisposable
{
    private readonly IHost host;
    private int ids;

    private GranaryHost(IHost host) => this.host = host;

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public IJournal Journal => host.Services.GetRequiredService<IJournal>();

    public static async Task<GranaryHost> StartAsync(string folder, BookLimits? limits = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.AddGranarySilo(new SiloOptions { DataFolder = folder });
        if (limits is not null) builder.Services.AddSingleton(limits);
        var host = builder.Build();
        await host.StartAsync();
        return new GranaryHost(host);
    }

    public Guid NextId(string prefix) => CommandId.HashOf(prefix, $"{Interlocked.Increment(ref ids)}");

    /// <summary>A user with cash and a shop to spend it in.</summary>
    public async Task<(IUserGrain User, OwnerId Shop)> OpenTownAsync(long cashMinor)
    {
        var (user, shop) = (new OwnerId(OwnerKind.User, 1), new OwnerId(OwnerKind.Merchant, 1));
        await Grains.GetGrain<IUserGrain>(user.Number).Manage(new OwnerCommand.Open(NextId("open"), default, "", Fee: null));
        await Grains.GetGrain<IMerchantGrain>(shop.Number).Manage(new OwnerCommand.Open(NextId("open"), default, "", Fee: null));
        await Grains.GetGrain<ICustodyGrain>(1).Execute(new CustodyCommand.ReportDeposit(NextId("deposit"), default, user, cashMinor, Asset.Cny, "b-1"));
        return (Grains.GetGrain<IUserGrain>(user.Number), shop);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
