using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What the platform's ledger remembers: its fees, what waits in suspense, which API keys are valid and who is told of entries.</summary>
/// <param name="WebhooksById">Null when there are none: snapshots from before there were webhooks say nothing of them.</param>
[GenerateSerializer, Immutable]
public sealed record PlatformState(
    [property: Id(9)] long LastAtMs,
    [property: Id(0)] OwnerStatus Status,
    [property: Id(1)] Balances Balances,
    [property: Id(2)] ImmutableSortedDictionary<string, ApiKey> KeysByHash,
    [property: Id(3)] ImmutableSortedDictionary<Guid, Webhook>? WebhooksById = null) : IOwnerState<PlatformState>
{
    public static PlatformState Empty { get; } = new(LastAtMs: 0, OwnerStatus.Unknown, Balances.None, ImmutableSortedDictionary<string, ApiKey>.Empty);

    public ApiKey? FindKey(Guid id) => KeysByHash.Values.FirstOrDefault(key => key.Id == id);

    public IEnumerable<Webhook> Webhooks => WebhooksById?.Values ?? [];

    public Webhook? FindWebhook(Guid id) => WebhooksById?.GetValueOrDefault(id);

    public PlatformState Apply(Entry entry)
    {
        Invariant.Holds(entry.AtMs >= LastAtMs);
        var moved = this with { LastAtMs = entry.AtMs, Balances = Balances.After(entry.Owner, entry.Transfers) };
        return entry.Event switch
        {
            OwnerEvent happened => moved with { Status = Lifecycle.After(Status, happened) },
            PlatformEvent.KeyIssued issued => moved with { KeysByHash = KeysByHash.SetItem(issued.Key.Hash, issued.Key) },
            PlatformEvent.KeyRevoked revoked => moved with { KeysByHash = KeysByHash.Remove(FindKey(revoked.KeyId)!.Hash) },
            PlatformEvent.WebhookRegistered registered => moved.With(Webhook.Of(entry.CommandId, registered)),
            PlatformEvent.WebhookSecretRolled rolled => moved.With(FindWebhook(rolled.WebhookId)!.After(rolled)),
            PlatformEvent.WebhookDisabled disabled => moved.With(FindWebhook(disabled.WebhookId)! with { IsEnabled = false }),
            PlatformEvent.WebhookEnabled enabled => moved.With(Enabled(FindWebhook(enabled.WebhookId)!)),
            PlatformEvent.WebhookRemoved removed => moved with { WebhooksById = Without(removed.WebhookId) },
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Event.Kind, "not an entry of the platform"),
        };
    }

    public PlatformState Apply(in Credit credit) => this with { Balances = Balances.Credit(credit.Pocket, credit.Asset, credit.AmountMinor) };

    private PlatformState With(Webhook webhook) =>
        this with { WebhooksById = (WebhooksById ?? ImmutableSortedDictionary<Guid, Webhook>.Empty).SetItem(webhook.Id, webhook) };

    private ImmutableSortedDictionary<Guid, Webhook>? Without(Guid id) => WebhooksById!.Remove(id) is { IsEmpty: false } left ? left : null;

    private static Webhook Enabled(Webhook webhook) => webhook with { IsEnabled = true, TimesEnabled = webhook.TimesEnabled + 1 };
}
