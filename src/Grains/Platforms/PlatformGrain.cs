using System.Collections.Immutable;
using Granary.Ledger;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Granary.Grains;

[Reentrant, RandomPlacement]
public sealed class PlatformGrain(BookContext context) : OwnerGrain<PlatformState>(OwnerKind.Platform, Rules, context), IPlatformGrain
{
    public static BookRules<PlatformState> Rules { get; } = new(PlatformDecider.Decide, PlatformDecider.NextDue, LedgerJson.Default.PlatformState);

    public Task<Answer> Execute(PlatformCommand command) => Carry(command);

    // Another host may have issued or revoked a key, so the journal is asked. The API host keeps the answer for some seconds.
    public async Task<ApiKey?> FindKey(string hash)
    {
        await CatchUp();
        return State.KeysByHash.GetValueOrDefault(hash);
    }

    public async Task<ImmutableArray<ApiKey>> ListKeys()
    {
        await CatchUp();
        return [.. State.KeysByHash.Values.OrderBy(key => key.Name, StringComparer.Ordinal).ThenBy(key => key.Id)];
    }

    public async Task<Webhook?> FindWebhook(Guid id)
    {
        await CatchUp();
        return State.FindWebhook(id);
    }

    public async Task<ImmutableArray<Webhook>> ListWebhooks()
    {
        await CatchUp();
        return [.. State.Webhooks];
    }

    public async Task<WebhookList?> ListWebhooksAfter(long version)
    {
        await CatchUp();
        return Sequence == version ? null : new WebhookList(Sequence, [.. State.Webhooks]);
    }
}
