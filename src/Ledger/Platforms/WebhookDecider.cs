namespace Granary.Ledger;

/// <summary>Who is told of entries, and whether still.</summary>
internal static class WebhookDecider
{
    public static Decision Decide(PlatformState state, PlatformCommand command, Facts facts) => command switch
    {
        PlatformCommand.RegisterWebhook register => DecideRegister(state, register, facts),
        PlatformCommand.RemoveWebhook remove => state.FindWebhook(remove.WebhookId) is null
            ? Decision.Refused(Outcome.WebhookUnknown)
            : Decision.Accepted(new PlatformEvent.WebhookRemoved(remove.WebhookId)),
        PlatformCommand.RollWebhookSecret roll => state.FindWebhook(roll.WebhookId) is not { } webhook
            ? Decision.Refused(Outcome.WebhookUnknown)
            : Decision.Accepted(new PlatformEvent.WebhookSecretRolled(webhook.Id, webhook.Secrets[^1].Generation + 1, facts.NowMs + roll.OverlapMs)),
        PlatformCommand.DisableWebhook disable => state.FindWebhook(disable.WebhookId) is { IsEnabled: true } webhook && webhook.TimesEnabled == disable.TimesEnabled
            ? Decision.Accepted(new PlatformEvent.WebhookDisabled(webhook.Id))
            : Decision.Refused(Outcome.WebhookUnknown),
        PlatformCommand.EnableWebhook enable => DecideEnable(state, enable),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not a command about webhooks"),
    };

    private static Decision DecideRegister(PlatformState state, PlatformCommand.RegisterWebhook register, Facts facts)
    {
        // A closed one still has entries: what reaches it late is moved on.
        if (register.Owner is { } owner && facts.StatusOf(owner) == OwnerStatus.Unknown) return Decision.Refused(Outcome.OwnerUnknown);
        if (Lifecycle.MayAct(state.Status) is { } no) return Decision.Refused(no);
        var count = state.Webhooks.Count();
        if (count >= Limits.WebhooksMax) return Decision.Refused(Outcome.TooManyWebhooks);
        var ofOwner = state.Webhooks.Count(webhook => webhook.Owner == register.Owner);
        if (ofOwner >= Limits.WebhooksPerOwnerMax) return Decision.Refused(Outcome.TooManyWebhooks);
        return Decision.Accepted(new PlatformEvent.WebhookRegistered(register.Url, register.Owner, register.Kinds, register.StartsAfter));
    }

    private static Decision DecideEnable(PlatformState state, PlatformCommand.EnableWebhook enable) => state.FindWebhook(enable.WebhookId) switch
    {
        null => Decision.Refused(Outcome.WebhookUnknown),
        { IsEnabled: true } => Decision.Refused(Outcome.WebhookAlreadyEnabled),
        _ => Decision.Accepted(new PlatformEvent.WebhookEnabled(enable.WebhookId)),
    };
}
