using System.Collections.Immutable;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// The end for those who wanted to be told: who was switched off is switched on again, and then everybody has been told of everything, or it lies among
/// the dead letters; and when these are replayed, of everything at last.
/// </summary>
internal sealed class WebhookFinale(Cluster cluster, Clients clients, Oracle oracle, WebhookClimate climate)
{
    private const int DeadLettersPerPage = 7;

    // Rings, waits in place and waits of what is parked take some seconds; a hundred parked ones in a row a few more.
    private const int RoundsMax = 60;
    private const long RoundUs = 1_000_000;

    private readonly Host host = cluster.Up.First();

    public async Task Play()
    {
        await EnableAll();
        await Until(IsToldOrDead);
        for (var rounds = 0; await Replayed() > 0; rounds++)
        {
            if (rounds == RoundsMax) oracle.Accuse("the dead letters never come to an end");
            await clients.Wait(RoundUs / 4);
        }
        await Until(IsTold);
    }

    private async Task EnableAll()
    {
        foreach (var webhook in oracle.Deliveries.Webhooks.Where(webhook => !webhook.IsEnabled).ToList())
        {
            var body = $"enable {webhook.Id:N} at last";
            var command = new PlatformCommand.EnableWebhook(CommandId.OfRequest("finale", body), CommandId.HashOf(body), webhook.Id);
            var attempt = oracle.Called(new Issued(OwnerId.Platform, command, body), host);
            oracle.Answered(attempt, await host.Grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).Execute(command));
        }
    }

    private async Task Until(Func<NaiveWebhook, Task<string?>> whatIsMissing)
    {
        foreach (var webhook in oracle.Deliveries.Webhooks.ToList())
        {
            var missing = await whatIsMissing(webhook);
            for (var rounds = 0; missing is not null && rounds < RoundsMax; rounds++)
            {
                await clients.Wait(RoundUs);
                missing = await whatIsMissing(webhook);
            }
            if (missing is not null) oracle.Accuse($"webhook {webhook.Id:N} {missing}");
        }
    }

    private async Task<string?> IsToldOrDead(NaiveWebhook webhook)
    {
        var missing = oracle.Deliveries.Missing(webhook).Select(posted => (posted.Partition, posted.Position)).ToHashSet();
        if (missing.Count == 0) return null;
        foreach (var letter in await DeadLetters(webhook.Id))
        {
            if (oracle.Deliveries.MessageIdOf(webhook, letter.Partition, letter.Position) != letter.Id) oracle.Accuse($"the dead letter {letter} was never sent");
            missing.Remove((letter.Partition, letter.Position));
        }
        // A small shelf has let the oldest fall.
        missing.RemoveWhere(place => climate.Options.DeadMax < 100 && oracle.Deliveries.MayBeDead(webhook, place.Partition, place.Position));
        return missing.Count == 0 ? null : $"was never told of {string.Join(", ", missing.Order().Take(3))}; {string.Join(", ", await Lanes(webhook))}";
    }

    private async Task<string?> IsTold(NaiveWebhook webhook)
    {
        var untold = oracle.Deliveries.Missing(webhook).FirstOrDefault(posted =>
            climate.Options.DeadMax >= 100 || !oracle.Deliveries.MayBeDead(webhook, posted.Partition, posted.Position));
        if (untold is not null) return $"was never told of {untold.Partition}/{untold.Position}";
        var lanes = await Lanes(webhook);
        return lanes.FirstOrDefault(lane => lane.ParkedCount + lane.DeadCount > 0) is { } lane ? $"still has something to do in {lane}" : null;
    }

    private Task<ImmutableArray<WebhookLaneStanding>> Lanes(NaiveWebhook webhook) => host.Grains.GetGrain<IWebhookDeskGrain>(0).LanesOf(webhook.Id);

    private async Task<int> Replayed()
    {
        var count = 0;
        foreach (var webhook in oracle.Deliveries.Webhooks.ToList())
        {
            var replay = await host.Grains.GetGrain<IWebhookDeskGrain>(0).Replay(webhook.Id, deliveryId: null);
            count += replay.ReplayedCount + replay.LeftCount;
        }
        return count;
    }

    private async Task<List<DeadLetter>> DeadLetters(Guid webhookId)
    {
        var letters = new List<DeadLetter>();
        var desk = host.Grains.GetGrain<IWebhookDeskGrain>(0);
        for (var page = (await desk.DeadLetters(webhookId, [], DeadLettersPerPage))!; ; page = (await desk.DeadLetters(webhookId, page.Next, DeadLettersPerPage))!)
        {
            letters.AddRange(page.Letters);
            if (page.Next.IsEmpty) return letters;
        }
    }
}
