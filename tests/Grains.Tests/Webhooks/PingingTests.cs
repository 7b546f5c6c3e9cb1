using Granary.Fixtures;
using Granary.Ledger;
using Microsoft.AspNetCore.Http;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>Pings and tarpits take what is theirs, and nothing that others need.</summary>
public sealed class PingingTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-hooks-").FullName;
    private readonly SemaphoreSlim held = new(0);
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        held.Release(1_000);
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Of_two_pings_to_one_webhook_the_second_is_refused_at_once_and_the_next_one_goes_through()
    {
        receiver.Answer = Hold;
        await using var town = await HookTown.StartAsync(folder, HookTown.Hurry with { AnswerWithin = TimeSpan.FromSeconds(30) });
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var first = town.Desk.Ping(webhook);
        await HookTown.UntilAsync(() => receiver.Messages.Count == 1);

        Assert.Null(await town.Desk.Ping(webhook));
        Assert.False(first.IsCompleted);

        held.Release();
        Assert.True((await first)!.IsDelivered);
        held.Release();
        Assert.True((await town.PingAsync(webhook)).IsDelivered);
    }

    [Fact]
    public async Task However_many_pings_one_owner_wants_others_are_pinged_and_everybody_is_delivered_to()
    {
        receiver.Answer = Hold;
        await using var other = await WebhookReceiver.StartAsync();
        await using var town = await HookTown.StartAsync(folder, HookTown.Hurry with { AnswerWithin = TimeSpan.FromSeconds(30) });
        var greedy = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => town.RegisterAsync(receiver.Url, HookTown.Shop, EntryKind.Settled)));
        var modest = await town.RegisterAsync(other.Url, HookTown.OtherShop);
        var pings = Enumerable.Range(0, 200).Select(i => town.Desk.Ping(greedy[i % 10])).ToList();
        await HookTown.UntilAsync(() => pings.Count(ping => !ping.IsCompleted) <= 2);

        Assert.True((await town.PingAsync(modest)).IsDelivered);
        await town.PayAsync(HookTown.OtherShop);
        await HookTown.UntilAsync(() => other.Taken.Count == 2);
        held.Release(1_000);
        Assert.Equal(198, (await Task.WhenAll(pings)).Count(receipt => receipt is null));
    }

    [Fact]
    public async Task A_tarpit_under_many_webhooks_ports_and_paths_takes_few_places_from_the_deliveries_of_others()
    {
        receiver.Answer = Hold;
        await using var other = await WebhookReceiver.StartAsync();
        await using var another = await WebhookReceiver.StartAsync();
        another.Answer = Hold;
        await using var town = await HookTown.StartAsync(folder, HookTown.Hurry with { AnswerWithin = TimeSpan.FromSeconds(30) });
        for (var i = 0; i < 10; i++) await town.RegisterAsync($"{(i % 2 == 0 ? receiver : another).Url}/{i}", HookTown.Shop);
        // Another name of the same machine.
        await town.RegisterAsync(other.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), HookTown.OtherShop);
        await town.PayAsync(5);
        await HookTown.UntilAsync(() => receiver.Messages.Count + another.Messages.Count == 4);
        await town.PayAsync(HookTown.OtherShop);
        await HookTown.UntilAsync(() => other.Taken.Count == 1);

        await Task.Delay(TimeSpan.FromMilliseconds(500));
        Assert.Equal(4, receiver.Messages.Count + another.Messages.Count);
    }

    [Fact]
    public async Task A_ping_waits_for_its_receiver_longer_than_anybody_waits_for_a_grain()
    {
        receiver.Answer = async (_, context) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), context.RequestAborted);
            return 200;
        };
        await using var town = await HookTown.StartAsync(
            folder, HookTown.Hurry with { AnswerWithin = TimeSpan.FromSeconds(10) }, setUp: silo => silo.ResponseTimeout = TimeSpan.FromSeconds(1));
        Assert.True((await town.PingAsync(await town.RegisterAsync(receiver.Url, HookTown.Shop))).IsDelivered);
    }

    private async Task<int> Hold(WebhookReceiver.Message message, HttpContext context)
    {
        await held.WaitAsync(context.RequestAborted);
        return 200;
    }
}
