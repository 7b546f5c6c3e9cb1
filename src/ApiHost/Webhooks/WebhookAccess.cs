using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Whose webhooks a key sees and touches. A foreign one and one that never was are the same to it.</summary>
internal static class WebhookAccess
{
    public static bool Sees(this Caller caller, Webhook webhook) => caller switch
    {
        { Role: KeyRole.Operator or KeyRole.Auditor } => true,
        { Owner: { } own } => webhook.Owner == own,
        // A sandbox's keys are bound to nobody: they stand for every custodian and for every merchant.
        { Role: KeyRole.Bank } => webhook.Owner is { Kind: OwnerKind.Custody },
        { Role: KeyRole.Sandbox } => webhook.Owner is { Kind: OwnerKind.Merchant },
        _ => false,
    };

    public static IWebhookDeskGrain WebhookDesk(this ApiCall call) => call.Grains.GetGrain<IWebhookDeskGrain>(0);

    /// <summary>Finds the webhook in the path and lets it be answered about; the problem when there is none that the caller sees.</summary>
    public static async ValueTask<Reply> AnswerAboutWebhookAsync(this ApiCall call, Func<ApiCall, Webhook, ValueTask<Reply>> answer)
    {
        if (call.ReadId("id", out var id) is { } wrong) return wrong;
        var webhook = await call.WebhookDesk().Find(id);
        return webhook is not null && call.Caller.Sees(webhook) ? await answer(call, webhook) : Unknown;
    }

    /// <summary>
    /// Sends a command about the webhook in the path. Also when there is none any more: the answer to the same request before must be found again.
    /// </summary>
    public static async ValueTask<(Problem? Problem, Answer? Answer)> AskAboutWebhookAsync(this ApiCall call, Func<Guid, PlatformCommand> about)
    {
        if (call.ReadId("id", out var id) is { } wrong) return (wrong, null);
        if (await call.WebhookDesk().Find(id) is { } webhook && !call.Caller.Sees(webhook)) return (Unknown, null);
        var command = about(id);
        var answer = command is PlatformCommand.RemoveWebhook remove
            ? await call.WebhookDesk().Remove(remove)
            : await call.Grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).Execute(command);
        return answer.Outcome == Outcome.Accepted ? (null, answer) : (Problems.Of(answer.Outcome, ownerParam: null, payeeParam: null), null);
    }

    private static Problem Unknown => Problems.WebhookUnknown.Plain();
}
