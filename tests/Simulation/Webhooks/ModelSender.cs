using Granary.Grains;

namespace Granary.Simulation;

/// <summary>
/// One host's way to the receivers: messages and answers are lost, and what was sent may arrive after its host has died. As in the journal no method
/// here awaits.
/// </summary>
internal class ModelSender(ModelReceivers receivers, VirtualTime time) : IWebhookSender
{
    private readonly CancellationTokenSource leaving = new();

    public required Func<long> ClockMs { get; init; }

    public bool IsHostDead { get; set; }

    protected VirtualTime Time => time;

    public virtual Task<WebhookReceipt> SendAsync(WebhookMessage message, CancellationToken cancellation)
    {
        var receipt = new TaskCompletionSource<WebhookReceipt>();
        Send(message, receipt);
        time.After((long)receivers.Options.AnswerWithin.TotalMicroseconds, () => receipt.TrySetResult(new(WebhookResult.TimedOut, Status: 0, ElapsedMs: 0)));
        cancellation.UnsafeRegister(_ => receipt.TrySetCanceled(cancellation), null);
        leaving.Token.UnsafeRegister(_ => receipt.TrySetCanceled(leaving.Token), null);
        return receipt.Task;
    }

    // Only people ping, and a ping goes past every lane.
    public Task<WebhookReceipt?> PingAsync(WebhookMessage message, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The host is asked to end: it waits for no receiver any more.</summary>
    public void Leave() => leaving.Cancel();

    protected void Send(WebhookMessage message, TaskCompletionSource<WebhookReceipt> receipt)
    {
        receivers.Attempted(message, ClockMs());
        if (receivers.IsLost())
        {
            // Sometimes it is known at once that there is no way.
            if (receivers.IsLost()) time.After(receivers.LatencyUs(), () => receipt.TrySetResult(new(WebhookResult.Unreachable, Status: 0, ElapsedMs: 0)));
            return;
        }
        time.After(receivers.LatencyUs(), () =>
        {
            if (IsHostDead && !receivers.LastWordsArrive()) return;
            var (result, status) = receivers.Answer(message);
            if (receivers.IsLost()) return;
            time.After(receivers.ThinkingUs() + receivers.LatencyUs(), () => receipt.TrySetResult(new(result, status, ElapsedMs: 0)));
        });
    }
}
