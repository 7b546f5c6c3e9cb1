using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Sends a signed <c>ping</c> at once and tells how the receiver answered.</summary>
internal static class TestWebhook
{
    public static Operation Operation { get; } = new("Send a ping to a webhook", call => call.AnswerAboutWebhookAsync(HandleAsync))
    {
        Answers = [(200, "WebhookReceipt")],
        Refusals = [Outcome.WebhookUnknown],
        OwnProblems = [Problems.TooManyPings],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call, Webhook webhook) => await call.WebhookDesk().Ping(webhook) is { } receipt
        ? Reply.Ok(writer => WebhookAnswers.WriteReceipt(writer, receipt))
        : Problems.TooManyPings.With("A ping to this webhook is under way, or as many others as may be.");
}
