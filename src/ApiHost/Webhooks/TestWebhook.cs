using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Sends a signed <c>ping</c> at once and tells how the receiver answered.</summary>
internal static class TestWebhook
{
    public static Operation Operation { get; } = new("Send a ping to a webhook", HandleAsync)
    {
        Answers = [(200, "WebhookReceipt")],
        Refusals = [Outcome.WebhookUnknown],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var (problem, webhook) = await call.FindWebhookAsync();
        if (problem is not null) return problem;
        var receipt = await call.WebhookDesk().Ping(webhook!);
        return Reply.Ok(writer => WebhookAnswers.WriteReceipt(writer, receipt));
    }
}
