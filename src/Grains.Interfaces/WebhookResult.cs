namespace Granary.Grains;

/// <summary>How one attempt to deliver ended. The numbers are stored and never change.</summary>
public enum WebhookResult : byte
{
    /// <summary>The receiver answered 2xx.</summary>
    Delivered = 0,

    /// <summary>It answered something else.</summary>
    Refused = 1,

    /// <summary>It wants us to go elsewhere, which we never do.</summary>
    Redirected = 2,

    /// <summary>It answered 410: it does not want any more.</summary>
    Gone = 3,

    /// <summary>It did not answer in time.</summary>
    TimedOut = 4,

    /// <summary>There was no connection, or it broke.</summary>
    Unreachable = 5,

    /// <summary>Its name leads to an address that webhooks may not go to.</summary>
    AddressForbidden = 6,
}
