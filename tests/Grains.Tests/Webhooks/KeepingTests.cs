using System.Collections.Immutable;
using Granary.Fixtures;
using Granary.Journal;
using Granary.Journal.Sqlite;
using Granary.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>What lanes keep, when they do, and what is left of it.</summary>
public sealed class KeepingTests(PostgresServer postgres) : IAsyncLifetime, IClassFixture<PostgresServer>
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-hooks-").FullName;
    private WebhookReceiver receiver = null!;
    private CutStore? store;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public Task Behind_a_parked_delivery_nothing_is_skipped_in_any_partition_when_the_host_dies() => BehindParkedNothingIsSkipped(3, _ => { });

    [PostgresFact]
    public Task Behind_a_parked_delivery_nothing_is_skipped_in_any_partition_on_PostgreSQL()
    {
        var database = postgres.CreateDatabase();
        return BehindParkedNothingIsSkipped(4, silo => silo.Postgres = database);
    }

    private async Task BehindParkedNothingIsSkipped(int partitions, Action<Silo.SiloOptions> setUp)
    {
        const int payments = 4;
        using var never = new SemaphoreSlim(0);
        Dictionary<int, string> first = [];
        // The first of each partition is refused, and the one behind it gets no answer while the host lives.
        receiver.Answer = async (message, context) =>
        {
            var partition = message.Json.GetProperty("data").GetProperty("partition").GetInt32();
            lock (first) first.TryAdd(partition, message.Id);
            if (first[partition] != message.Id) await never.WaitAsync(context.RequestAborted);
            return 503;
        };
        var options = HookTown.Hurry with { AnswerWithin = TimeSpan.FromSeconds(60), WaitsParked = [TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)] };
        var expected = new HashSet<string>();
        await using (var town = await HookTown.StartAsync(folder, options, change: services => Partition(services, partitions), setUp: setUp))
        {
            var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
            for (var partition = 0; partition < partitions; partition++)
            {
                var user = await town.OpenUserInAsync(partition);
                for (var i = 0; i < payments; i++) expected.Add(HookTown.IdOf(webhook, await town.PayAsync(by: user)));
            }
            await HookTown.UntilAsync(async () => (await town.Desk.LanesOf(webhook.Id)).All(lane => lane.ParkedCount == 1));
            await HookTown.UntilAsync(() => receiver.Messages.Select(message => message.Id).Distinct().Count() == 2 * partitions);
        }
        receiver.AnswerWith(200);

        await using var again = await HookTown.StartAsync(folder, options, change: services => Partition(services, partitions), setUp: setUp);
        await HookTown.UntilAsync(() => expected.IsSubsetOf(receiver.Taken.Select(message => message.Id)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Of_a_removed_webhook_nothing_is_left(bool byDesk)
    {
        receiver.AnswerWith(500);
        var options = HookTown.Hurry with { WaitsInPlace = [], WaitsParked = [TimeSpan.FromMilliseconds(50)], DeadMax = 5 };
        await using var town = await HookTown.StartAsync(folder, options);
        var other = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.PayAsync(3);
        await HookTown.UntilAsync(async () => (await town.LaneOf(webhook)).DeadCount == 3 && (await town.LaneOf(other)).DeadCount == 3);
        var rowsOfOther = await RowsOfAsync(town, other);
        Assert.InRange(await RowsOfAsync(town, webhook), 5, 7);

        var remove = new PlatformCommand.RemoveWebhook(HookTown.NextId(), default, webhook.Id);
        await (byDesk ? town.Desk.Remove(remove) : town.Platform.Execute(remove));

        await HookTown.UntilAsync(async () => await RowsOfAsync(town, webhook) == 0);
        Assert.Equal(0, await town.Journal.ReadCursorAsync($"webhook {webhook.Id:N}", 0));
        Assert.Equal(rowsOfOther, await RowsOfAsync(town, other));
    }

    [Fact]
    public async Task While_the_store_is_gone_from_the_first_look_on_lanes_say_so_and_begin_when_it_is_back()
    {
        await using var town = await HookTown.StartAsync(folder, change: Cut);
        // Made when the first observer asks for it.
        await HookTown.UntilAsync(() => store is not null);
        store!.IsGone = true;
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.PayAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<JournalUnavailableException>(await Record.ExceptionAsync(() => town.LaneOf(webhook)));
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        store.IsGone = false;
        await HookTown.UntilAsync(() => receiver.Taken.Count == 1);
    }

    [Fact]
    public async Task A_lane_that_only_passes_what_does_not_concern_it_seldom_saves_that()
    {
        await using var town = await HookTown.StartAsync(folder, HookTown.Hurry with { RingIdleEvery = HookTown.Hurry.RingEvery }, change: Cut);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop, EntryKind.Settled);
        await Task.WhenAll(Enumerable.Range(0, 1_500).Select(_ => town.PayAsync()));
        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is var lane && lane.Position == lane.Head);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(0, store!.SaveCount);
    }

    [Fact]
    public async Task A_replay_whose_save_was_answered_too_late_says_what_it_brought_back_and_delivers_it()
    {
        receiver.AnswerWith(500);
        var options = HookTown.Hurry with { WaitsInPlace = [], WaitsParked = [TimeSpan.FromMilliseconds(1)], RingIdleEvery = TimeSpan.FromHours(1) };
        await using var town = await HookTown.StartAsync(folder, options, change: Cut);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.PayAsync(2);
        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { DeadCount: 2, ParkedCount: 0 } lane && lane.Position == lane.Head);
        receiver.AnswerWith(200);

        store!.LosesAnswer = true;
        Assert.Equal(new WebhookReplay(2, 0), await town.Desk.Replay(webhook.Id, deliveryId: null));
        Assert.False(store.LosesAnswer);
        await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { DeadCount: 0, ParkedCount: 0 });
    }

    [Fact]
    public async Task A_replay_wakes_a_lane_that_nobody_rings_for()
    {
        receiver.AnswerWith(500);
        var options = HookTown.Hurry with { WaitsInPlace = [], WaitsParked = [TimeSpan.FromMilliseconds(1)], RingEvery = TimeSpan.FromMilliseconds(200), RingIdleEvery = TimeSpan.FromHours(1) };
        await using var town = await HookTown.StartAsync(folder, options);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        await town.PayAsync();
        await HookTown.UntilAsync(async () => (await town.LaneOf(webhook)).DeadCount == 1);
        await Task.Delay(TimeSpan.FromSeconds(4));
        receiver.AnswerWith(200);
        Assert.Equal(1, (await town.Desk.Replay(webhook.Id, deliveryId: null)).ReplayedCount);
        await HookTown.UntilAsync(() => receiver.Taken.Count == 1);
    }

    [Fact]
    public async Task What_waits_in_a_queue_is_not_done()
    {
        await using var town = await HookTown.StartAsync(folder);
        await town.PayAsync(3);
        var entries = await town.Journal.ReadFeedAsync(0, after: 0, countMax: 1_000);
        var queue = new LaneQueue(town.Journal, partition: 0);
        queue.StartAfter(entries[^4].Position);
        Assert.Equal(entries[^4].Position, queue.DoneTo);

        // As if a ring came in between the look that found nothing and what follows from it.
        queue.Hear(new WebhookRing(queue.ReadTo, entries[^1].Position + 5, [entries[^2]]));
        Assert.Equal((entries[^2].Position - 1, false), (queue.DoneTo, queue.IsDone));

        queue.TakeFirst();
        Assert.Equal((entries[^1].Position + 5, true), (queue.DoneTo, queue.IsDone));
    }

    private static async Task<int> RowsOfAsync(HookTown town, Webhook webhook)
    {
        var count = 0;
        foreach (var subject in ImmutableArray.Create("lane", "parked 0", "dead 0"))
        {
            count += (await town.Observations.ReadSubjectAsync($"webhook {webhook.Id:N}", subject, firstDay: 0, lastDay: int.MaxValue)).Length;
        }
        return count;
    }

    private void Partition(IServiceCollection services, int partitions)
    {
        if (partitions < 4) services.AddSingleton<IJournalStore>(_ => new SqliteJournalStore(new SqliteOptions(Path.Combine(folder, "granary.db"), partitions)));
    }

    private void Cut(IServiceCollection services) =>
        services.AddSingleton<IObservationStore>(provider => store = new CutStore(provider.GetRequiredService<GroupCommitJournal>()));
}
