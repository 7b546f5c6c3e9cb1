using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Grains.Tests.Webhooks;

public sealed class DeliveringTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-hooks-").FullName;
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_shop_is_told_of_its_own_payments_in_order_signed_and_of_nothing_before_and_nobody_elses()
    {
        await using var town = await HookTown.StartAsync(folder);
        await town.PayAsync();
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var first = await town.PayAsync();
        await town.PayAsync(HookTown.OtherShop);
        var rest = await town.PayAsync(20);

        await HookTown.UntilAsync(() => receiver.Taken.Count >= 21);

        Assert.Equal([HookTown.IdOf(webhook, first), .. rest.Select(entry => HookTown.IdOf(webhook, entry))], receiver.Messages.Select(message => message.Id));
        Assert.All(receiver.Messages, message => Assert.True(message.IsSignedWith(town.SecretOf(webhook))));
        Assert.All(receiver.Messages, message => Assert.False(message.IsSignedWith(town.SecretOf(webhook, generation: 2))));
        Assert.All(receiver.Messages, message => Assert.False(message.IsSignedWith(town.SecretOf(webhook), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 301)));
        var json = receiver.Messages[0].Json;
        Assert.Equal("payment-made", json.GetProperty("type").GetString());
        Assert.Equal($"{first.CommandId:N}", json.GetProperty("data").GetProperty("id").GetString());
        // Somebody else's entry: how many it has written is not the shop's business.
        Assert.False(json.GetProperty("data").TryGetProperty("sequence", out _));
    }

    [Fact]
    public async Task Only_the_kinds_that_were_asked_for_are_delivered()
    {
        await using var town = await HookTown.StartAsync(folder);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop, EntryKind.OwnerFrozen);
        await town.PayAsync(3);
        await town.Grains.GetGrain<IMerchantGrain>(HookTown.Shop.Number).Manage(new OwnerCommand.Freeze(HookTown.NextId(), default, "because"));

        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { DeliveredAtMs: > 0 } lane && lane.Position == lane.Head);

        Assert.Equal("owner-frozen", Assert.Single(receiver.Messages).Type);
    }

    [Fact]
    public async Task What_is_refused_is_sent_again_with_the_same_id_before_what_comes_after_it()
    {
        var refusals = 2;
        receiver.Answer = (_, _) => Task.FromResult(refusals-- > 0 ? 500 : 200);
        await using var town = await HookTown.StartAsync(folder);
        await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.PayAsync(2);

        await HookTown.UntilAsync(() => receiver.Taken.Count == 2);

        Assert.Equal([500, 500, 200, 200], receiver.Messages.Select(message => message.Status));
        Assert.Single(receiver.Messages.Take(3).Select(message => message.Id).Distinct());
        Assert.Single(receiver.Messages.Take(3).Select(message => Convert.ToBase64String(message.Body)).Distinct());
    }

    [Fact]
    public async Task A_poisonous_entry_is_parked_and_the_rest_goes_on_until_it_is_dead_and_replayed()
    {
        var poison = "";
        receiver.Answer = (message, _) => Task.FromResult(message.Id == (poison = poison.Length == 0 ? message.Id : poison) ? 503 : 200);
        await using var town = await HookTown.StartAsync(folder);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var paid = await town.PayAsync(5);

        await HookTown.UntilAsync(async () => (await town.LaneOf(webhook)).DeadCount == 1 && receiver.Taken.Count == 4);

        Assert.Equal(paid.Skip(1).Select(entry => HookTown.IdOf(webhook, entry)), receiver.Taken.Select(message => message.Id));
        // Thrice in place, once after each wait.
        Assert.Equal(3 + 2, receiver.Messages.Count(message => message.Id == poison));
        var letter = Assert.Single((await town.Desk.DeadLetters(webhook.Id, [], countMax: 10))!.Letters);
        Assert.Equal((poison, EntryKind.PaymentMade, 5, 503), ($"{letter.Id:N}", letter.Kind, letter.AttemptCount, letter.LastFailure.Status));

        receiver.AnswerWith(200);
        Assert.Equal(new WebhookReplay(0, 0), await town.Desk.Replay(webhook.Id, HookTown.NextId()));
        Assert.Equal(new WebhookReplay(1, 0), await town.Desk.Replay(webhook.Id, letter.Id));
        await HookTown.UntilAsync(() => receiver.Taken.Count == 5);

        Assert.Equal(poison, receiver.Taken[^1].Id);
        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { DeadCount: 0, ParkedCount: 0 });
        Assert.Empty((await town.Desk.DeadLetters(webhook.Id, [], countMax: 10))!.Letters);
    }

    [Fact]
    public async Task Who_says_that_it_is_gone_gets_no_more_until_somebody_enables_it_again_and_then_everything()
    {
        receiver.AnswerWith(410);
        await using var town = await HookTown.StartAsync(folder);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var paid = await town.PayAsync(3);
        await HookTown.UntilAsync(async () => await town.Platform.FindWebhook(webhook.Id) is { IsEnabled: false });
        var heard = receiver.Messages.Count;
        receiver.AnswerWith(200);
        await town.PayAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(heard, receiver.Messages.Count);

        await town.Platform.Execute(new PlatformCommand.EnableWebhook(HookTown.NextId(), default, webhook.Id));
        await HookTown.UntilAsync(() => receiver.Taken.Count == 4);

        Assert.Equal(HookTown.IdOf(webhook, paid[0]), receiver.Taken[0].Id);
        // Being gone once more is a new reason.
        receiver.AnswerWith(410);
        await town.PayAsync();
        await HookTown.UntilAsync(async () => await town.Platform.FindWebhook(webhook.Id) is { IsEnabled: false, TimesEnabled: 2 });
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_old_one_until_that_ends()
    {
        await using var town = await HookTown.StartAsync(folder);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.Platform.Execute(new PlatformCommand.RollWebhookSecret(HookTown.NextId(), default, webhook.Id, OverlapMs: 3_600_000));
        await Task.Delay(2 * HookTown.Hurry.KnownFor);
        await town.PayAsync();
        await HookTown.UntilAsync(() => receiver.Taken.Count == 1);
        Assert.Equal(2, receiver.Messages[0].Signature.Split(' ').Length);
        Assert.True(receiver.Messages[0].IsSignedWith(town.SecretOf(webhook, 1)));
        Assert.True(receiver.Messages[0].IsSignedWith(town.SecretOf(webhook, 2)));

        await town.Platform.Execute(new PlatformCommand.RollWebhookSecret(HookTown.NextId(), default, webhook.Id, OverlapMs: 0));
        await Task.Delay(2 * HookTown.Hurry.KnownFor);
        await town.PayAsync();
        await HookTown.UntilAsync(() => receiver.Taken.Count == 2);
        Assert.True(receiver.Messages[1].IsSignedWith(town.SecretOf(webhook, 3)));
        Assert.False(receiver.Messages[1].IsSignedWith(town.SecretOf(webhook, 2)));
        Assert.False(receiver.Messages[1].IsSignedWith(town.SecretOf(webhook, 1)));
    }

    [Fact]
    public async Task Silence_is_a_failure_after_a_while_and_holds_nobody_else_up()
    {
        using var forEver = new SemaphoreSlim(0);
        receiver.Answer = async (_, context) =>
        {
            await forEver.WaitAsync(context.RequestAborted);
            return 200;
        };
        await using var other = await WebhookReceiver.StartAsync();
        await using var town = await HookTown.StartAsync(folder, HookTown.Hurry with { AnswerWithin = TimeSpan.FromMilliseconds(300) });
        var silent = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.RegisterAsync(other.Url, HookTown.Shop);
        await town.PayAsync(5);

        await HookTown.UntilAsync(() => other.Taken.Count == 5);
        await HookTown.UntilAsync(async () => (await town.LaneOf(silent)).LastFailure is { Result: WebhookResult.TimedOut });
    }
}
