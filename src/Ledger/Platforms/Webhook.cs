using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>Where somebody wants to be told of entries. Its secrets are derived from the host's when they are needed; none is stored.</summary>
/// <param name="Owner">Whose entries it is told of: those that debit or credit this owner; null for all of the ledger.</param>
/// <param name="Kinds">Only these; empty for all.</param>
/// <param name="StartsAfter">Where each partition of the journal stood when it was registered: it is told of nothing before.</param>
/// <param name="Secrets">The valid generations of its secret, newest last.</param>
/// <param name="TimesEnabled">Tells a reason to disable it from one that was there before somebody enabled it again.</param>
[GenerateSerializer, Immutable, Alias("granary.webhook")]
public sealed record Webhook(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Url,
    [property: Id(2)] OwnerId? Owner,
    [property: Id(3)] ImmutableArray<EntryKind> Kinds,
    [property: Id(4)] ImmutableArray<long> StartsAfter,
    [property: Id(5)] ImmutableArray<WebhookSecretTerm> Secrets,
    [property: Id(6)] bool IsEnabled,
    [property: Id(7)] int TimesEnabled)
{
    /// <summary>As it is right after its registration; its id is the command's.</summary>
    public static Webhook Of(Guid id, PlatformEvent.WebhookRegistered registered) => new(
        id, registered.Url, registered.Owner, registered.Kinds, registered.StartsAfter, [new WebhookSecretTerm(1, EndsAtMs: null)], IsEnabled: true, TimesEnabled: 1);

    public bool Concerns(Entry entry)
    {
        if (!Kinds.IsEmpty && !Kinds.Contains(entry.Event.Kind)) return false;
        return Owner is not { } owner || entry.Owner == owner || entry.Transfers.Any(transfer => transfer.CreditOwner == owner);
    }

    /// <summary>The generations that sign at an instant, newest first.</summary>
    public ImmutableArray<int> GenerationsAt(long atMs) =>
        [.. Secrets.Where(term => term.EndsAtMs is null || term.EndsAtMs > atMs).Select(term => term.Generation).Reverse()];

    internal Webhook After(PlatformEvent.WebhookSecretRolled rolled) => this with
    {
        // An earlier end stays: rolling twice does not lengthen the life of the oldest. A few are enough for any receiver.
        Secrets =
        [
            .. Secrets.Select(term => term.EndsAtMs is { } ends && ends <= rolled.OthersEndAtMs ? term : term with { EndsAtMs = rolled.OthersEndAtMs })
                .TakeLast(Limits.WebhookSecretsMax - 1),
            new WebhookSecretTerm(rolled.Generation, EndsAtMs: null),
        ],
    };
}

/// <summary>How long one generation of a webhook's secret signs; null for until another one comes.</summary>
[GenerateSerializer, Immutable]
public sealed record WebhookSecretTerm([property: Id(0)] int Generation, [property: Id(1)] long? EndsAtMs);
