using System.Collections.Concurrent;
using Granary.Fixtures;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>Whatever dies, lives twice or is full: at least once, and nothing is lost.</summary>
public sealed class SurvivingTests : IAsyncLifetime
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
    public async Task What_was_sent_and_not_saved_when_the_host_died_is_sent_again_with_the_same_id_and_what_came_meanwhile_follows()
    {
        CutStore? store = null;
        Webhook webhook;
        List<Entry> paid = [];
        await using (var town = await HookTown.StartAsync(folder, HookTown.Hurry with { DeliveriesPerSave = 1 }, change: services =>
            services.AddSingleton<IObservationStore>(provider => store = new CutStore(provider.GetRequiredService<GroupCommitJournal>()))))
        {
            webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
            paid.Add(await town.PayAsync());
            await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { DeliveredAtMs: > 0 } lane && lane.Position == lane.Head);
            store!.IsCut = true;
            paid.Add(await town.PayAsync());
            await HookTown.UntilAsync(() => receiver.Taken.Count >= 2);
            paid.Add(await town.PayAsync());
        }
        var before = receiver.Messages.Count;

        await using var again = await HookTown.StartAsync(folder);
        await HookTown.UntilAsync(() => receiver.Taken.Skip(before).Any(message => message.Id == HookTown.IdOf(webhook, paid[2])));

        Assert.Equal(paid.Select(entry => HookTown.IdOf(webhook, entry)), receiver.Taken.Select(message => message.Id).Distinct());
        Assert.DoesNotContain(receiver.Taken.Skip(before), message => message.Id == HookTown.IdOf(webhook, paid[0]));
        Assert.Contains(receiver.Taken.Skip(before), message => message.Id == HookTown.IdOf(webhook, paid[1]));
    }

    [Fact]
    public async Task What_was_parked_is_tried_again_after_a_restart_though_nobody_writes_an_entry()
    {
        receiver.AnswerWith(503);
        Webhook webhook;
        await using (var town = await HookTown.StartAsync(folder, HookTown.Hurry with { WaitsParked = [TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)] }))
        {
            webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
            await town.PayAsync();
            await HookTown.UntilAsync(async () => (await town.LaneOf(webhook)).ParkedCount == 1);
        }
        receiver.AnswerWith(200);

        await using var again = await HookTown.StartAsync(folder);
        await HookTown.UntilAsync(() => receiver.Taken.Count == 1);
        await HookTown.UntilAsync(async () => await again.LaneOf(webhook) is { ParkedCount: 0, DeadCount: 0 });
    }

    [Fact]
    public async Task Two_hosts_that_both_believe_to_be_the_lane_lose_nothing_whatever_is_refused_parked_dies_and_is_replayed()
    {
        var attempts = new ConcurrentDictionary<string, int>();
        // The first six attempts of every third are refused, so it dies at least once; the second of each third is refused thrice and parked.
        receiver.Answer = (message, _) => Task.FromResult(attempts.AddOrUpdate(message.Id, 1, (_, count) => count + 1) <= (message.Position % 3) switch { 0 => 6, 1 => 3, _ => 0 } ? 500 : 200);
        var options = HookTown.Hurry with { ParkedMax = 4, DeadMax = 100, DeliveriesPerSave = 3 };
        await using var one = await HookTown.StartAsync(folder, options);
        await using var two = await HookTown.StartAsync(folder, options);
        var webhook = await one.RegisterAsync(receiver.Url, HookTown.Shop);
        var paid = await one.PayAsync(40);
        var expected = paid.Select(entry => HookTown.IdOf(webhook, entry)).ToHashSet();

        var turn = 0;
        await HookTown.UntilAsync(async () =>
        {
            var head = await one.Journal.HeadPositionAsync(0);
            // As if the feed were led in both hosts at once.
            foreach (var town in new[] { one, two }) await town.Grains.GetGrain<IWebhookLaneGrain>(WebhookLaneKey.Of(webhook.Id, 0)).Ring(new WebhookRing(head, head, []));
            if (turn++ % 10 == 0) await (turn % 20 == 1 ? one : two).Desk.Replay(webhook.Id, deliveryId: null);
            return expected.IsSubsetOf(receiver.Taken.Select(message => message.Id));
        });

        Assert.Empty(receiver.Messages.Select(message => message.Id).Except(expected));
        await HookTown.UntilAsync(async () => await one.LaneOf(webhook) is { ParkedCount: 0 } lane && lane.Position == lane.Head);
    }

    [Fact]
    public async Task With_as_many_parked_as_may_be_the_lane_waits_in_place_and_goes_on_when_the_receiver_is_back()
    {
        receiver.AnswerWith(500);
        var options = HookTown.Hurry with { ParkedMax = 3, WaitsParked = [TimeSpan.FromMilliseconds(300), TimeSpan.FromHours(1)] };
        await using var town = await HookTown.StartAsync(folder, options);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var paid = await town.PayAsync(10);
        var ids = paid.Select(entry => HookTown.IdOf(webhook, entry)).ToList();

        await HookTown.UntilAsync(() => receiver.Messages.Count(message => message.Id == ids[3]) >= 5);

        var lane = await town.LaneOf(webhook);
        Assert.Equal((3, 0), (lane.ParkedCount, lane.DeadCount));
        Assert.True(lane.Position < lane.Head);
        Assert.Equal(ids.Take(4), receiver.Messages.Select(message => message.Id).Distinct());

        receiver.AnswerWith(200);
        await HookTown.UntilAsync(() => ids.Skip(3).All(id => receiver.Taken.Any(message => message.Id == id)));
        Assert.Equal(ids.Skip(3), receiver.Taken.Select(message => message.Id).Distinct());
    }

    [Fact]
    public async Task Of_the_dead_the_newest_are_kept_shown_page_by_page_and_replayed_as_far_as_there_is_room()
    {
        receiver.AnswerWith(500);
        var options = HookTown.Hurry with { WaitsInPlace = [], WaitsParked = [TimeSpan.FromMilliseconds(1)], DeadMax = 5, ParkedMax = 3 };
        await using var town = await HookTown.StartAsync(folder, options);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var paid = await town.PayAsync(8);
        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { ParkedCount: 0 } lane && lane.Position == lane.Head && lane.DeadCount == 5);

        List<DeadLetter> shown = [];
        for (var page = (await town.Desk.DeadLetters(webhook.Id, [], countMax: 2))!; ; page = (await town.Desk.DeadLetters(webhook.Id, page.Next, countMax: 2))!)
        {
            Assert.InRange(page.Letters.Length, 1, 2);
            shown.AddRange(page.Letters);
            if (page.Next.IsEmpty) break;
        }
        Assert.Equal([8L, 7, 6, 5, 4], shown.Select(letter => letter.Number));
        Assert.All(shown, letter => Assert.Contains(paid, entry => HookTown.IdOf(webhook, entry) == $"{letter.Id:N}"));
        Assert.Null(await town.Desk.DeadLetters(webhook.Id, [1, 2, 3], countMax: 2));

        receiver.AnswerWith(200);
        Assert.Equal(new WebhookReplay(3, 2), await town.Desk.Replay(webhook.Id, deliveryId: null));
        await HookTown.UntilAsync(() => receiver.Taken.Count == 3);
        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { ParkedCount: 0, DeadCount: 2 });
        Assert.Equal(new WebhookReplay(2, 0), await town.Desk.Replay(webhook.Id, deliveryId: null));
        await HookTown.UntilAsync(() => receiver.Taken.Count == 5);
    }

    [Fact]
    public async Task A_removed_webhook_is_told_nothing_more()
    {
        await using var town = await HookTown.StartAsync(folder);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.PayAsync();
        await HookTown.UntilAsync(() => receiver.Taken.Count == 1);
        await town.Platform.Execute(new PlatformCommand.RemoveWebhook(HookTown.NextId(), default, webhook.Id));
        await Task.Delay(2 * HookTown.Hurry.KnownFor);
        await town.PayAsync(3);
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Single(receiver.Messages);
    }
}
