namespace Granary.Ledger;

/// <summary>How answers and webhooks write the ledger's names: the same words as in the stored bodies.</summary>
public static class StoredNames
{
    public static string Name(this Scene scene) => scene switch
    {
        Scene.Mall => "mall",
        Scene.Taxi => "taxi",
        Scene.Utilities => "utilities",
        Scene.Rent => "rent",
        Scene.SecondHandHome => "second-hand-home",
        Scene.Renovation => "renovation",
        Scene.Travel => "travel",
        Scene.Parenting => "parenting",
    };

    public static string Name(this KeyRole role) => role switch
    {
        KeyRole.Operator => "operator",
        KeyRole.Auditor => "auditor",
        KeyRole.Bank => "bank",
        KeyRole.User => "user",
        KeyRole.Merchant => "merchant",
        KeyRole.Sandbox => "sandbox",
    };

    public static string Name(this OwnerStatus status) => status switch
    {
        OwnerStatus.Unknown => "unknown",
        OwnerStatus.Open => "open",
        OwnerStatus.Frozen => "frozen",
        OwnerStatus.Closed => "closed",
    };

    public static string Name(this Pocket pocket) => pocket switch
    {
        Pocket.Cash => "cash",
        Pocket.Held => "held",
        Pocket.Pending => "pending",
        Pocket.Bank => "bank",
        Pocket.Outbound => "outbound",
        Pocket.Fees => "fees",
        Pocket.Suspense => "suspense",
        Pocket.Premiums => "premiums",
        Pocket.Escrow => "escrow",
        Pocket.Repayment => "repayment",
        Pocket.Issued => "issued",
        Pocket.Units => "units",
        Pocket.Redeemed => "redeemed",
    };

    public static string Name(this EntryKind kind) => kind switch
    {
        EntryKind.OwnerOpened => "owner-opened",
        EntryKind.OwnerFrozen => "owner-frozen",
        EntryKind.OwnerUnfrozen => "owner-unfrozen",
        EntryKind.OwnerClosed => "owner-closed",
        EntryKind.MovedToSuspense => "moved-to-suspense",
        EntryKind.PaymentMade => "payment-made",
        EntryKind.TransferMade => "transfer-made",
        EntryKind.HoldPlaced => "hold-placed",
        EntryKind.HoldCaptured => "hold-captured",
        EntryKind.HoldReleased => "hold-released",
        EntryKind.HoldExpired => "hold-expired",
        EntryKind.WithdrawalAsked => "withdrawal-asked",
        EntryKind.PaymentRefunded => "payment-refunded",
        EntryKind.ReceiptConfirmed => "receipt-confirmed",
        EntryKind.Settled => "settled",
        EntryKind.DepositReported => "deposit-reported",
        EntryKind.WithdrawalConfirmed => "withdrawal-confirmed",
        EntryKind.WithdrawalRefused => "withdrawal-refused",
        EntryKind.KeyIssued => "key-issued",
        EntryKind.KeyRevoked => "key-revoked",
        EntryKind.WebhookRegistered => "webhook-registered",
        EntryKind.WebhookRemoved => "webhook-removed",
        EntryKind.WebhookSecretRolled => "webhook-secret-rolled",
        EntryKind.WebhookDisabled => "webhook-disabled",
        EntryKind.WebhookEnabled => "webhook-enabled",
    };
}
