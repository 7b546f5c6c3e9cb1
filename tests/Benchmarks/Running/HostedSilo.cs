using System.Net;
using System.Net.Sockets;
using Granary.Grains;
using Granary.Ledger;
using Granary.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Granary.Benchmarks;

/// <summary>A silo in this process, as <c>./run --postgres</c> hosts it, and what the engine's contestants do with it.</summary>
public sealed class HostedSilo : IAsyncDisposable
{
    private const long DepositMinor = 100_000_000_000;
    private readonly IHost host;

    private HostedSilo(IHost host, string connectionString)
    {
        (this.host, ConnectionString) = (host, connectionString);
        Grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    public string ConnectionString { get; }

    public IGrainFactory Grains { get; }

    public static async Task<HostedSilo> StartAsync(string connectionString, string dataFolder)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.AddGranarySilo(new SiloOptions
        {
            DataFolder = dataFolder,
            Postgres = connectionString,
        });
        var host = builder.Build();
        await host.StartAsync();
        return new HostedSilo(host, connectionString);
    }

    /// <summary>Opens users and merchants with these numbers.</summary>
    public Task OpenAsync(OwnerKind kind, int from, int to) => Flood.OverAsync(from, to, async number =>
    {
        var owner = new OwnerId(kind, number);
        IOwnerGrain grain = kind == OwnerKind.User ? Grains.GetGrain<IUserGrain>(number) : Grains.GetGrain<IMerchantGrain>(number);
        Accepted(await grain.Manage(new OwnerCommand.Open(CommandId.OfRequest("bench", $"open {owner}"), Guid.Empty, "", Fee: null)));
    });

    public Task DepositAsync(int from, int to) => Flood.OverAsync(from, to, async number =>
    {
        var reference = $"bench-{number}";
        Accepted(await Grains.GetGrain<ICustodyGrain>(1).Execute(new CustodyCommand.ReportDeposit(
            CommandId.OfRequest("bench", reference), Guid.Empty, new OwnerId(OwnerKind.User, number), DepositMinor, Asset.Cny, reference)));
    });

    /// <summary>One payment through the payer's grain; true when it was accepted, and so is durable.</summary>
    public async Task<bool> PayAsync(long payer, int merchant, long amountMinor, string order)
    {
        var share = new Share(new OwnerId(OwnerKind.Merchant, merchant), amountMinor);
        var answer = await Grains.GetGrain<IUserGrain>(payer).Execute(new UserCommand.Pay(
            CommandId.OfRequest("bench", order), CommandId.HashOf(order), [share], Asset.Cny, Scene.Mall, order));
        return answer.Outcome == Outcome.Accepted;
    }

    /// <summary>Null when the ledger sums to zero and what is owed lies at the banks; otherwise what is wrong.</summary>
    public async Task<string?> ProveAsync()
    {
        var proof = await Grains.GetGrain<IAuditGrain>(0).Prove();
        foreach (var (asset, sumMinor) in proof.Sums())
        {
            if (sumMinor != 0) return $"the sum over all {asset} is {sumMinor}";
        }
        return proof.Liabilities().SequenceEqual(proof.Custody()) ? null : "what is owed is not what lies at the banks";
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }

    private static void Accepted(Answer answer)
    {
        if (answer.Outcome != Outcome.Accepted) throw new InvalidOperationException($"setting up ended as {answer.Outcome}");
    }
}
