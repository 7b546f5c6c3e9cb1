namespace Granary.Grains;

/// <summary>What came of one attempt to deliver.</summary>
/// <param name="Status">The receiver's HTTP status; 0 when it gave none.</param>
[GenerateSerializer, Immutable, Alias("granary.webhook-receipt")]
public sealed record WebhookReceipt([property: Id(0)] WebhookResult Result, [property: Id(1)] int Status, [property: Id(2)] long ElapsedMs)
{
    public bool IsDelivered => Result == WebhookResult.Delivered;
}
