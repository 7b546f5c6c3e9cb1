using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>How commands about webhooks are made up.</summary>
internal sealed partial class Workload
{
    private const int Registering = KindCount;
    private const int Removing = KindCount + 1;
    private const int Rolling = KindCount + 2;
    private const int Replaying = KindCount + 4;

    private static readonly ImmutableArray<ImmutableArray<EntryKind>> KindsOfInterest =
    [
        [],
        [],
        [EntryKind.PaymentMade, EntryKind.HoldCaptured, EntryKind.PaymentRefunded],
        [EntryKind.DepositReported, EntryKind.WithdrawalConfirmed],
        [EntryKind.WebhookDisabled, EntryKind.Settled],
    ];

    private int openWebhookCount;

    private Issued AboutWebhooks(int kind)
    {
        if (webhooks.Count == 0) return RegisterWebhook();
        // As many as there may be: now and then one goes, and another one comes.
        if (kind == Registering && openWebhookCount < climate.Webhooks.CountMax) return RegisterWebhook();
        var webhook = Recent(webhooks);
        switch (kind)
        {
            case Registering or Removing when dice.Chance(300):
                openWebhookCount--;
                return Made(OwnerId.Platform, $"remove webhook {webhook:N}", (id, hash) => new PlatformCommand.RemoveWebhook(id, hash, webhook));
            case Rolling:
                var overlapMs = dice.Pick([0, 500, 60_000, 86_400_000]);
                return Made(OwnerId.Platform, $"roll the secret of {webhook:N} within {overlapMs} ms", (id, hash) =>
                    new PlatformCommand.RollWebhookSecret(id, hash, webhook, overlapMs));
            default:
                return Made(OwnerId.Platform, $"enable webhook {webhook:N}", (id, hash) => new PlatformCommand.EnableWebhook(id, hash, webhook));
        }
    }

    private Issued RegisterWebhook()
    {
        OwnerId? owner = dice.Chance(climate.Webhooks.OfAllPerMille) ? null
            : dice.Chance(climate.NonsensePerMille) ? new OwnerId(OwnerKind.Merchant, 99)
            : dice.Pick([Merchant(), Merchant(), Custodian()]);
        var (url, kinds) = ($"https://hook-{webhooks.Count}.example/granary", dice.Pick(KindsOfInterest));
        var made = Made(OwnerId.Platform, $"register webhook {url} for {owner} [{string.Join(", ", kinds)}]", (id, hash) =>
            new PlatformCommand.RegisterWebhook(id, hash, url, owner, kinds, StartsAfter: []));
        webhooks.Add(made.Command.Id);
        openWebhookCount++;
        return made;
    }
}
