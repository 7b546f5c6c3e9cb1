using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>What may be said to whoever wants to be told of entries, and what it must have written.</summary>
internal static class WebhookRules
{
    private const int OfOneOwnerMax = 10;

    public static OutcomeSet Register(NaiveOwner platform, PlatformCommand.RegisterWebhook register, IEnumerable<OwnerStatus> statuses, OutcomeSet? mayNotAct)
    {
        var ofOwner = platform.Webhooks.Count(webhook => !webhook.IsRemoved && webhook.Owner == register.Owner);
        var otherwise = mayNotAct ?? OutcomeSet.Only(ofOwner >= OfOneOwnerMax ? Outcome.TooManyWebhooks : Outcome.Accepted);
        if (register.Owner is null) return otherwise;
        var possible = OutcomeSet.None;
        // Whoever was opened while it was asked may have been looked up before or after.
        foreach (var status in statuses) possible |= status == OwnerStatus.Unknown ? OutcomeSet.Only(Outcome.OwnerUnknown) : otherwise;
        return possible;
    }

    public static OutcomeSet OfOne(NaiveOwner platform, Guid webhookId) =>
        OutcomeSet.Only(platform.Webhook(webhookId) is null ? Outcome.WebhookUnknown : Outcome.Accepted);

    public static OutcomeSet Enable(NaiveOwner platform, Guid webhookId) => OutcomeSet.Only(platform.Webhook(webhookId) switch
    {
        null => Outcome.WebhookUnknown,
        { IsEnabled: true } => Outcome.WebhookAlreadyEnabled,
        _ => Outcome.Accepted,
    });

    /// <summary>What is wrong with the entry of a command about webhooks; null for nothing.</summary>
    public static string? Flaw(NaiveOwner platform, PlatformCommand command, Entry entry)
    {
        if (!entry.Transfers.IsEmpty) return "moves money for a webhook";
        var isMeant = (command, entry.Event) switch
        {
            (PlatformCommand.RegisterWebhook register, PlatformEvent.WebhookRegistered registered) =>
                (register.Url, register.Owner) == (registered.Url, registered.Owner) && register.Kinds.SequenceEqual(registered.Kinds),
            (PlatformCommand.RemoveWebhook remove, PlatformEvent.WebhookRemoved removed) => remove.WebhookId == removed.WebhookId,
            (PlatformCommand.RollWebhookSecret roll, PlatformEvent.WebhookSecretRolled rolled) => roll.WebhookId == rolled.WebhookId
                && rolled.Generation == platform.Webhook(roll.WebhookId)!.NewestGeneration + 1 && rolled.OthersEndAtMs == entry.AtMs + roll.OverlapMs,
            (PlatformCommand.EnableWebhook enable, PlatformEvent.WebhookEnabled enabled) => enable.WebhookId == enabled.WebhookId,
            _ => false,
        };
        return isMeant ? null : "is not what was asked of webhooks";
    }

    /// <summary>A lane switches its webhook off only when the receiver has said that it is gone, and once for each time it was enabled.</summary>
    public static string? FlawOfDisabling(NaiveOwner platform, PlatformEvent.WebhookDisabled disabled) => platform.Webhook(disabled.WebhookId) switch
    {
        null => "disables a webhook that is not there",
        { IsEnabled: false } => "disables a webhook twice",
        var webhook => webhook.SaidGone.Contains(webhook.TimesEnabled) ? null : "disables a webhook whose receiver never said that it was gone",
    };

    public static void Remember(NaiveOwner platform, Entry entry, long nowUs)
    {
        if (entry.Event is PlatformEvent.WebhookRegistered registered) platform.Webhooks.Add(new NaiveWebhook(entry.CommandId, registered));
        var webhook = platform.Webhook(entry.Event is PlatformEvent.WebhookRegistered ? entry.CommandId : entry.Event.Subject)!;
        webhook.ChangedUs = nowUs;
        switch (entry.Event)
        {
            case PlatformEvent.WebhookRemoved:
                webhook.IsRemoved = true;
                break;
            case PlatformEvent.WebhookSecretRolled rolled:
                webhook.Roll(rolled.Generation, rolled.OthersEndAtMs);
                break;
            case PlatformEvent.WebhookDisabled:
                webhook.IsEnabled = false;
                break;
            case PlatformEvent.WebhookEnabled:
                (webhook.IsEnabled, webhook.TimesEnabled) = (true, webhook.TimesEnabled + 1);
                break;
        }
    }
}
