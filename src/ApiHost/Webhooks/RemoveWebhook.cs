using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Ends a webhook: what was not delivered yet is not delivered any more.</summary>
internal static class RemoveWebhook
{
    public static Operation Operation { get; } = new("Remove a webhook", HandleAsync)
    {
        Key = KeyRule.Required,
        Answers = [(204, "")],
        Refusals = [Outcome.KeyReused, Outcome.WebhookUnknown],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var (problem, answer) = await call.AskAboutWebhookAsync(id => new PlatformCommand.RemoveWebhook(call.CommandId, call.RequestHash, id));
        return problem is not null ? problem : Reply.Done(answer!.Replayed);
    }
}
