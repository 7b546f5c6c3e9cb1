namespace Granary.Grains;

public static class WebhookResults
{
    /// <summary>How answers and metrics write it.</summary>
    public static string Name(this WebhookResult result) => result switch
    {
        WebhookResult.Delivered => "delivered",
        WebhookResult.Refused => "refused",
        WebhookResult.Redirected => "redirected",
        WebhookResult.Gone => "gone",
        WebhookResult.TimedOut => "timed-out",
        WebhookResult.Unreachable => "unreachable",
        WebhookResult.AddressForbidden => "address-forbidden",
    };
}
