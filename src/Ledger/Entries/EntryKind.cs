namespace Granary.Ledger;

/// <summary>What an entry is. The numbers are stored in every journal row; they may grow and never change.</summary>
public enum EntryKind : short
{
    OwnerOpened = 1,
    OwnerFrozen = 2,
    OwnerUnfrozen = 3,
    OwnerClosed = 4,
    MovedToSuspense = 5,

    PaymentMade = 101,
    TransferMade = 102,
    HoldPlaced = 103,
    HoldCaptured = 104,
    HoldReleased = 105,
    HoldExpired = 106,
    WithdrawalAsked = 107,

    PaymentRefunded = 201,
    ReceiptConfirmed = 202,
    Settled = 203,

    DepositReported = 401,
    WithdrawalConfirmed = 402,
    WithdrawalRefused = 403,

    KeyIssued = 801,
    KeyRevoked = 802,
    WebhookRegistered = 803,
    WebhookRemoved = 804,
    WebhookSecretRolled = 805,
    WebhookDisabled = 806,
    WebhookEnabled = 807,
}
