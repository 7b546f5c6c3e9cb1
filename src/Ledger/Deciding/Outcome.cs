namespace Granary.Ledger;

/// <summary>
/// The answer to a command. The numbers are public, may grow and never change. Their order is the precedence: a command that could be
/// refused for several reasons is refused for the one with the smallest number.
/// </summary>
public enum Outcome : short
{
    Accepted = 0,

    // What was asked makes no sense, whoever asks.
    KeyReused = 10,
    AmountNotPositive = 11,
    AmountTooLarge = 12,
    TooManyShares = 13,
    TtlOutOfRange = 14,
    SelfTransfer = 15,
    PayeeKindWrong = 16,

    // The owner itself.
    OwnerUnknown = 20,
    OwnerAlreadyOpen = 21,
    OwnerClosed = 22,
    OwnerFrozen = 23,
    OwnerNotFrozen = 24,
    BalanceNotZero = 25,

    // Who is to receive.
    PayeeUnknown = 30,
    PayeeClosed = 31,
    PayeeFrozen = 32,

    // What it is about.
    HoldUnknown = 40,
    HoldExpired = 41,
    NotThePayee = 42,
    PaymentUnknown = 43,
    ReceiptAlreadyConfirmed = 44,
    PaymentFullyRefunded = 45,
    WithdrawalUnknown = 46,
    WithdrawalAlreadyConfirmed = 47,
    WithdrawalAlreadyRefused = 48,
    BankReferenceReused = 49,
    SettlementInTheFuture = 50,
    NothingToSettle = 51,
    KeyUnknown = 52,
    WebhookUnknown = 53,
    TooManyWebhooks = 54,
    WebhookAlreadyEnabled = 55,

    // The money.
    ExceedsHold = 60,
    ExceedsPayment = 61,
    TooManyHolds = 62,
    BankBalanceTooLarge = 63,
    InsufficientFunds = 64,

    // The machine, not the request: the same command may be sent again.
    Busy = 90,
}

public static class Outcomes
{
    /// <summary>
    /// True when entries that the owner has not read yet could change the answer, so it reads them before it says no: no fence stops a refusal.
    /// </summary>
    public static bool MayDifferWithNewerEntries(this Outcome outcome) => outcome is >= Outcome.OwnerUnknown and < Outcome.Busy;
}
