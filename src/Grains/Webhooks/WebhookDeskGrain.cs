using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Orleans.Concurrency;

namespace Granary.Grains;

[Reentrant]
public sealed class WebhookDeskGrain(IJournal journal, IWebhookSender sender, IBusinessClock clock, TimeProvider time) : Grain, IWebhookDeskGrain
{
    public async Task<Answer> Register(PlatformCommand.RegisterWebhook command)
    {
        // Before the webhook is there, so that nothing after its registration is missed.
        var heads = await Task.WhenAll(Partitions.Select(partition => journal.HeadPositionAsync(partition).AsTask()));
        return await Platform.Execute(command with { StartsAfter = [.. heads] });
    }

    public async Task<Answer> Remove(PlatformCommand.RemoveWebhook command)
    {
        var answer = await Platform.Execute(command);
        if (answer.Outcome == Outcome.Accepted)
        {
            // Each finds that there is nothing to deliver any more, and takes its rows away.
            foreach (var partition in Partitions) _ = Lane(command.WebhookId, partition).Ring(new WebhookRing(From: 0, To: 0, Entries: []));
        }
        return answer;
    }

    public Task<Webhook?> Find(Guid webhookId) => Platform.FindWebhook(webhookId);

    public async Task<ImmutableArray<WebhookLaneStanding>> LanesOf(Guid webhookId) =>
        [.. await Task.WhenAll(Partitions.Select(partition => Lane(webhookId, partition).Read()))];

    public Task<WebhookReceipt?> Ping(Webhook webhook)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var id = CommandId.HashOf("webhook-ping", $"{webhook.Id:N}", $"{nowMs}");
        return sender.PingAsync(new WebhookMessage(webhook, id, webhook.GenerationsAt(clock.NowMs), Posted: null, nowMs), CancellationToken.None);
    }

    public async Task<DeadLetterPage?> DeadLetters(Guid webhookId, ImmutableArray<long> before, int countMax)
    {
        if (before.IsEmpty) before = [.. Partitions.Select(_ => long.MaxValue)];
        if (before.Length != journal.PartitionCount) return null;
        // One more than asked for: whether there is a next page must be known.
        var lanes = await Task.WhenAll(Partitions.Select(partition => Lane(webhookId, partition).DeadLetters(before[partition], countMax + 1)));
        var letters = lanes.SelectMany(lane => lane).OrderByDescending(letter => letter.DiedAtMs).ThenBy(letter => letter.Partition)
            .ThenByDescending(letter => letter.Number).ToImmutableArray();
        if (letters.Length <= countMax) return new DeadLetterPage(letters, []);
        letters = letters[..countMax];
        var ends = letters.GroupBy(letter => letter.Partition).ToDictionary(lane => lane.Key, lane => lane.Min(letter => letter.Number));
        return new DeadLetterPage(letters, [.. Partitions.Select(partition => ends.GetValueOrDefault(partition, before[partition]))]);
    }

    public async Task<WebhookReplay> Replay(Guid webhookId, Guid? deliveryId)
    {
        var lanes = await Task.WhenAll(Partitions.Select(partition => Lane(webhookId, partition).Replay(deliveryId)));
        return new WebhookReplay(lanes.Sum(lane => lane.ReplayedCount), lanes.Sum(lane => lane.LeftCount));
    }

    private IEnumerable<int> Partitions => Enumerable.Range(0, journal.PartitionCount);

    private IPlatformGrain Platform => GrainFactory.GetGrain<IPlatformGrain>(OwnerId.Platform.Number);

    private IWebhookLaneGrain Lane(Guid webhookId, int partition) =>
        GrainFactory.GetGrain<IWebhookLaneGrain>(WebhookLaneKey.Of(webhookId, partition));
}
