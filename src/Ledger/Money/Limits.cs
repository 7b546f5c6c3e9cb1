namespace Granary.Ledger;

/// <summary>
/// Bounds that keep every sum inside a <c>long</c>: all money enters through custody pockets, so with these no owner's balance can
/// overflow, whatever is credited to it without asking.
/// </summary>
public static class Limits
{
    /// <summary>The largest single transfer, in minor units (ten trillion yuan).</summary>
    public const long AmountMinorMax = 1_000_000_000_000_000;

    /// <summary>The largest mirror of one bank account, in minor units.</summary>
    public const long BankMinorMax = 90_000_000_000_000_000;

    /// <summary>Credits in one payment: merchant, fee, insurer, and a shopping cart of sellers.</summary>
    public const int SharesMax = 1_000;

    /// <summary>Holds a user may have open at a time.</summary>
    public const int OpenHoldsMax = 64;

    /// <summary>A hold lives at most 31 days.</summary>
    public const long HoldTtlMsMax = 31L * 24 * 60 * 60 * 1000;

    /// <summary>Each is a queue and an activation per partition of the journal.</summary>
    public const int WebhooksMax = 10_000;

    public const int WebhooksPerOwnerMax = 10;

    /// <summary>Generations of one webhook's secret that sign at a time.</summary>
    public const int WebhookSecretsMax = 5;
}
