using System.Collections.Immutable;
using System.Net;
using Granary.Journal;
using Granary.Ledger;
using Granary.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>A host whose webhooks are in a hurry, two shops, and a user who buys in both.</summary>
internal sealed class HookTown : IAsyncDisposable
{
    public static readonly OwnerId Shop = new(OwnerKind.Merchant, 1), OtherShop = new(OwnerKind.Merchant, 2);

    public static readonly WebhookOptions Hurry = new()
    {
        AnswerWithin = TimeSpan.FromSeconds(2),
        WaitsInPlace = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(40)],
        WaitsParked = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)],
        RingEvery = TimeSpan.FromMilliseconds(500),
        KnownFor = TimeSpan.FromMilliseconds(100),
        LooksForRepairsEvery = TimeSpan.FromMilliseconds(200),
    };

    private static readonly OwnerId User = new(OwnerKind.User, 1);
    private static int ids;
    private readonly IHost host;

    private HookTown(IHost host) => this.host = host;

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public IJournal Journal => host.Services.GetRequiredService<IJournal>();

    public IObservationStore Observations => host.Services.GetRequiredService<IObservationStore>();

    public IWebhookDeskGrain Desk => Grains.GetGrain<IWebhookDeskGrain>(0);

    public IPlatformGrain Platform => Grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number);

    public static async Task<HookTown> StartAsync(
        string folder, WebhookOptions? options = null, bool isSandbox = true, ResolveHost? resolve = null, Action<IServiceCollection>? change = null,
        Action<SiloOptions>? setUp = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        if (resolve is not null) builder.Services.AddSingleton(resolve);
        var silo = new SiloOptions { DataFolder = folder, Sandbox = isSandbox, Webhooks = options ?? Hurry };
        setUp?.Invoke(silo);
        builder.AddGranarySilo(silo);
        change?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        var town = new HookTown(host);
        await town.OpenAsync();
        return town;
    }

    public async Task<Webhook> RegisterAsync(string url, OwnerId? owner, params ImmutableArray<EntryKind> kinds)
    {
        var answer = await Desk.Register(new PlatformCommand.RegisterWebhook(NextId(), default, url, owner, kinds, []));
        return Webhook.Of(answer.Entry!.CommandId, (PlatformEvent.WebhookRegistered)answer.Entry.Event);
    }

    public string SecretOf(Webhook webhook, int generation = 1) =>
        WebhookSecret.TextOf(host.Services.GetRequiredService<HostSecret>(), webhook.Id, generation);

    public async Task<Entry> PayAsync(OwnerId? shop = null, OwnerId? by = null)
    {
        var answer = await Grains.GetGrain<IUserGrain>((by ?? User).Number).Execute(new UserCommand.Pay(
            NextId(), default, [new Share(shop ?? Shop, 10)], Asset.Cny, Scene.Mall, Order: null));
        return answer.Entry!;
    }

    public async Task<ImmutableArray<Entry>> PayAsync(int count)
    {
        var paid = ImmutableArray.CreateBuilder<Entry>();
        for (var i = 0; i < count; i++) paid.Add(await PayAsync());
        return paid.DrainToImmutable();
    }

    /// <summary>The lane in the only partition.</summary>
    public async Task<WebhookLaneStanding> LaneOf(Webhook webhook) => Assert.Single(await Desk.LanesOf(webhook.Id));

    public static Guid NextId() => CommandId.HashOf("hooks", $"{Interlocked.Increment(ref ids)}", $"{Environment.ProcessId}");

    public static string IdOf(Webhook webhook, Entry entry) => $"{CommandId.HashOf("webhook", $"{webhook.Id:N}", $"{entry.CommandId:N}"):N}";

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }

    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    public async Task<WebhookReceipt> PingAsync(Webhook webhook) => (await Desk.Ping(webhook))!;

    /// <summary>A user with money whose entries are in the partition.</summary>
    public async Task<OwnerId> OpenUserInAsync(int partition)
    {
        var user = Enumerable.Range(10, 1_000).Select(number => new OwnerId(OwnerKind.User, number)).First(user => Journal.PartitionOf(user) == partition);
        await Grains.GetGrain<IUserGrain>(user.Number).Manage(new OwnerCommand.Open(NextId(), default, "", Fee: null));
        await Grains.GetGrain<ICustodyGrain>(1).Execute(new CustodyCommand.ReportDeposit(NextId(), default, user, 1_000_000, Asset.Cny, $"b-{user}"));
        return user;
    }

    private async Task OpenAsync()
    {
        var user = Grains.GetGrain<IUserGrain>(User.Number);
        if ((await user.Read()).Status != OwnerStatus.Unknown) return;
        await Grains.GetGrain<ICustodyGrain>(1).Manage(new OwnerCommand.Open(NextId(), default, "", Fee: null));
        await user.Manage(new OwnerCommand.Open(NextId(), default, "", Fee: null));
        foreach (var shop in (OwnerId[])[Shop, OtherShop]) await Grains.GetGrain<IMerchantGrain>(shop.Number).Manage(new OwnerCommand.Open(NextId(), default, "", Fee: null));
        await Grains.GetGrain<ICustodyGrain>(1).Execute(new CustodyCommand.ReportDeposit(NextId(), default, User, 1_000_000, Asset.Cny, "b-1"));
    }
}
