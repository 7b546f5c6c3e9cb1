using Granary.Grains;

namespace Granary.Simulation;

/// <summary>A lane that takes a message for delivered when it is handed over, and sends it a moment later: whoever dies in between has sent nothing.</summary>
internal sealed class RememberBeforeSend(ModelReceivers receivers, VirtualTime time) : ModelSender(receivers, time)
{
    private const long MomentUs = 20_000;

    public override Task<WebhookReceipt> SendAsync(WebhookMessage message, CancellationToken cancellation)
    {
        Time.After(MomentUs, () =>
        {
            if (!IsHostDead) Send(message, new TaskCompletionSource<WebhookReceipt>());
        });
        return Task.FromResult(new WebhookReceipt(WebhookResult.Delivered, Status: 200, ElapsedMs: 0));
    }
}
