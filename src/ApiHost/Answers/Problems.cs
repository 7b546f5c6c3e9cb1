using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Every problem the API can answer, and which outcome of the ledger is which.</summary>
internal static class Problems
{
    // What the request as such does wrong, in the order in which it is checked.
    public static readonly ProblemKind Overloaded = new(503, "overloaded", "Too many requests are under way", RetryAfterSeconds: 1);
    public static readonly ProblemKind NotFound = new(404, "not_found", "There is nothing here");
    public static readonly ProblemKind MethodNotAllowed = new(405, "method_not_allowed", "The method is not allowed here");
    public static readonly ProblemKind Unauthorized = new(401, "unauthorized", "An API key is needed", "Authorization");
    public static readonly ProblemKind InvalidOwner = new(400, "invalid_owner", "This is not an owner of the kind asked for");
    public static readonly ProblemKind Forbidden = new(403, "forbidden", "The API key may not do this");
    public static readonly ProblemKind InvalidId = new(400, "invalid_id", "This is not an id");
    public static readonly ProblemKind UnknownParameter = new(400, "unknown_parameter", "The query has a parameter this route does not know");
    public static readonly ProblemKind InvalidParameter = new(400, "invalid_parameter", "A parameter of the query is wrong");
    public static readonly ProblemKind InvalidCursor = new(400, "invalid_cursor", "The cursor was not made by this list", "cursor");
    public static readonly ProblemKind KeyMissing = new(400, "idempotency_key_missing", "An Idempotency-Key is needed", IdempotencyKey.Header);
    public static readonly ProblemKind KeyInvalid = new(400, "idempotency_key_invalid", "The Idempotency-Key is wrong", IdempotencyKey.Header);
    public static readonly ProblemKind UnsupportedMediaType = new(415, "unsupported_media_type", "The body must be JSON", "Content-Type");
    public static readonly ProblemKind BodyTooLarge = new(413, "body_too_large", "The body is too large");
    public static readonly ProblemKind BodyIncomplete = new(400, "body_incomplete", "The body did not arrive whole");
    public static readonly ProblemKind BodyTooSlow = new(408, "body_too_slow", "The body arrived too slowly", RetryAfterSeconds: 1);
    public static readonly ProblemKind MalformedJson = new(400, "malformed_json", "The body is not JSON");
    public static readonly ProblemKind DuplicateProperty = new(400, "duplicate_property", "A field is there twice");
    public static readonly ProblemKind UnknownField = new(400, "unknown_field", "The body has a field this request does not know");
    public static readonly ProblemKind InvalidType = new(400, "invalid_type", "A value has the wrong JSON type");
    public static readonly ProblemKind InvalidAmount = new(400, "invalid_amount", "This is not an amount", "amountMinor");
    public static readonly ProblemKind InvalidCurrency = new(400, "invalid_currency", "This is not a currency");
    public static readonly ProblemKind InvalidScene = new(400, "invalid_scene", "This is not a scene");
    public static readonly ProblemKind InvalidText = new(400, "invalid_text", "A text is empty, too long or not printable");
    public static readonly ProblemKind InvalidNumber = new(400, "invalid_number", "A number is out of bounds");
    public static readonly ProblemKind InvalidDate = new(400, "invalid_date", "This is not a date");
    public static readonly ProblemKind InvalidRole = new(400, "invalid_role", "This is not a role that can be given");
    public static readonly ProblemKind InvalidUrl = new(400, "invalid_url", "Webhooks may not go to this URL");
    public static readonly ProblemKind InvalidEvent = new(400, "invalid_event", "This is not a kind of entry");
    public static readonly ProblemKind InvalidList = new(400, "invalid_list", "A list is empty or too long");
    public static readonly ProblemKind TooManyItems = new(413, "too_many_items", "The batch has too many items");
    public static readonly ProblemKind MissingField = new(400, "missing_field", "A field is missing");

    // What is only too much at once.
    public static readonly ProblemKind TooManyPings = new(429, "too_many_pings", "Too many pings are under way", "id", RetryAfterSeconds: 1);
    public static readonly ProblemKind TooManyBatches = new(429, "too_many_batches", "Too many batches are under way", RetryAfterSeconds: 1);

    // What the ledger refuses: one kind per outcome, in the order of the outcomes.
    public static readonly ProblemKind KeyReused = new(422, "idempotency_key_reused", "The Idempotency-Key was used for another request", IdempotencyKey.Header);
    public static readonly ProblemKind AmountTooLarge = new(400, "amount_too_large", "The amount is larger than any transfer may be", "amountMinor");
    public static readonly ProblemKind TooManyShares = new(400, "too_many_shares", "The payment has too many shares", "shares");
    public static readonly ProblemKind TtlOutOfRange = new(400, "ttl_out_of_range", "A hold lives from one second to 31 days", "ttlSeconds");
    public static readonly ProblemKind SelfTransfer = new(400, "self_transfer", "Nobody can transfer to itself", "to");
    public static readonly ProblemKind PayeeKindWrong = new(400, "payee_kind_wrong", "An owner of this kind cannot receive this");
    public static readonly ProblemKind OwnerUnknown = new(404, "owner_unknown", "There is no such owner");
    public static readonly ProblemKind OwnerAlreadyOpen = new(409, "owner_already_open", "The owner exists");
    public static readonly ProblemKind OwnerClosed = new(409, "owner_closed", "The owner is closed");
    public static readonly ProblemKind OwnerFrozen = new(409, "owner_frozen", "The owner is frozen");
    public static readonly ProblemKind OwnerNotFrozen = new(409, "owner_not_frozen", "The owner is not frozen");
    public static readonly ProblemKind BalanceNotZero = new(409, "balance_not_zero", "The owner still has money");
    public static readonly ProblemKind PayeeUnknown = new(422, "payee_unknown", "There is no such payee");
    public static readonly ProblemKind PayeeClosed = new(422, "payee_closed", "The payee is closed");
    public static readonly ProblemKind PayeeFrozen = new(422, "payee_frozen", "The payee is frozen");
    public static readonly ProblemKind HoldUnknown = new(404, "hold_unknown", "There is no such open hold", "hold");
    public static readonly ProblemKind HoldExpired = new(409, "hold_expired", "The hold has expired", "hold");
    public static readonly ProblemKind NotThePayee = new(403, "not_the_payee", "The hold is for another merchant", "hold");
    public static readonly ProblemKind PaymentUnknown = new(422, "payment_unknown", "The merchant has no such payment", "payment");
    public static readonly ProblemKind ReceiptAlreadyConfirmed = new(409, "receipt_already_confirmed", "The receipt is confirmed", "payment");
    public static readonly ProblemKind PaymentFullyRefunded = new(409, "payment_fully_refunded", "The whole payment was given back", "payment");
    public static readonly ProblemKind WithdrawalUnknown = new(404, "withdrawal_unknown", "The custodian has no such withdrawal", "withdrawal");
    public static readonly ProblemKind WithdrawalAlreadyConfirmed = new(409, "withdrawal_already_confirmed", "The withdrawal is confirmed", "withdrawal");
    public static readonly ProblemKind WithdrawalAlreadyRefused = new(409, "withdrawal_already_refused", "The withdrawal is refused", "withdrawal");
    public static readonly ProblemKind BankReferenceReused = new(409, "bank_reference_reused", "The reference names another deposit", "bankReference");
    public static readonly ProblemKind SettlementInTheFuture = new(422, "settlement_in_the_future", "The business date is not here yet", "businessDate");
    public static readonly ProblemKind NothingToSettle = new(409, "nothing_to_settle", "No money is due");
    public static readonly ProblemKind ApiKeyUnknown = new(404, "key_unknown", "There is no such valid key", "id");
    public static readonly ProblemKind WebhookUnknown = new(404, "webhook_unknown", "There is no such webhook", "id");
    public static readonly ProblemKind TooManyWebhooks = new(409, "too_many_webhooks", "The owner has as many webhooks as it may");
    public static readonly ProblemKind WebhookAlreadyEnabled = new(409, "webhook_already_enabled", "The webhook is enabled", "id");
    public static readonly ProblemKind ExceedsHold = new(422, "exceeds_hold", "The hold holds less", "amountMinor");
    public static readonly ProblemKind ExceedsPayment = new(422, "exceeds_payment", "Less is left of the payment", "amountMinor");
    public static readonly ProblemKind TooManyHolds = new(422, "too_many_holds", "The user has as many open holds as it may");
    public static readonly ProblemKind BankBalanceTooLarge = new(422, "bank_balance_too_large", "The bank account would hold too much", "amountMinor");
    public static readonly ProblemKind InsufficientFunds = new(422, "insufficient_funds", "The balance does not cover the amount", "amountMinor");
    public static readonly ProblemKind Busy = new(503, "busy", "The owner has too much to do", RetryAfterSeconds: 1);

    // What is broken on our side.
    public static readonly ProblemKind Unavailable = new(503, "unavailable", "The outcome is not known", RetryAfterSeconds: 1);
    public static readonly ProblemKind NotReady = new(503, "not_ready", "The journal does not answer, or takes no writes", RetryAfterSeconds: 1);
    public static readonly ProblemKind OwnerQuarantined = new(503, "owner_quarantined", "The owner is out of service until it has been repaired");
    public static readonly ProblemKind InternalError = new(500, "internal_error", "Something is wrong on our side");

    public static ProblemKind Of(Outcome outcome) => outcome switch
    {
        Outcome.Accepted => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not a refusal"),
        Outcome.KeyReused => KeyReused,
        Outcome.AmountNotPositive => InvalidAmount,
        Outcome.AmountTooLarge => AmountTooLarge,
        Outcome.TooManyShares => TooManyShares,
        Outcome.TtlOutOfRange => TtlOutOfRange,
        Outcome.SelfTransfer => SelfTransfer,
        Outcome.PayeeKindWrong => PayeeKindWrong,
        Outcome.OwnerUnknown => OwnerUnknown,
        Outcome.OwnerAlreadyOpen => OwnerAlreadyOpen,
        Outcome.OwnerClosed => OwnerClosed,
        Outcome.OwnerFrozen => OwnerFrozen,
        Outcome.OwnerNotFrozen => OwnerNotFrozen,
        Outcome.BalanceNotZero => BalanceNotZero,
        Outcome.PayeeUnknown => PayeeUnknown,
        Outcome.PayeeClosed => PayeeClosed,
        Outcome.PayeeFrozen => PayeeFrozen,
        Outcome.HoldUnknown => HoldUnknown,
        Outcome.HoldExpired => HoldExpired,
        Outcome.NotThePayee => NotThePayee,
        Outcome.PaymentUnknown => PaymentUnknown,
        Outcome.ReceiptAlreadyConfirmed => ReceiptAlreadyConfirmed,
        Outcome.PaymentFullyRefunded => PaymentFullyRefunded,
        Outcome.WithdrawalUnknown => WithdrawalUnknown,
        Outcome.WithdrawalAlreadyConfirmed => WithdrawalAlreadyConfirmed,
        Outcome.WithdrawalAlreadyRefused => WithdrawalAlreadyRefused,
        Outcome.BankReferenceReused => BankReferenceReused,
        Outcome.SettlementInTheFuture => SettlementInTheFuture,
        Outcome.NothingToSettle => NothingToSettle,
        Outcome.KeyUnknown => ApiKeyUnknown,
        Outcome.WebhookUnknown => WebhookUnknown,
        Outcome.TooManyWebhooks => TooManyWebhooks,
        Outcome.WebhookAlreadyEnabled => WebhookAlreadyEnabled,
        Outcome.ExceedsHold => ExceedsHold,
        Outcome.ExceedsPayment => ExceedsPayment,
        Outcome.TooManyHolds => TooManyHolds,
        Outcome.BankBalanceTooLarge => BankBalanceTooLarge,
        Outcome.InsufficientFunds => InsufficientFunds,
        Outcome.Busy => Busy,
    };

    /// <summary>What the refusal blames depends on the place: the table says which outcomes speak of the owner and which of the payee.</summary>
    /// <param name="ownerParam">What the request calls the owner that decides.</param>
    /// <param name="payeeParam">What it calls whoever is to receive.</param>
    public static Problem Of(Outcome outcome, string? ownerParam, string? payeeParam)
    {
        var blamed = outcome switch
        {
            Outcome.OwnerUnknown or Outcome.OwnerAlreadyOpen or Outcome.OwnerClosed or Outcome.OwnerFrozen or Outcome.OwnerNotFrozen
                or Outcome.BalanceNotZero or Outcome.TooManyHolds => ownerParam,
            Outcome.PayeeUnknown or Outcome.PayeeClosed or Outcome.PayeeFrozen or Outcome.PayeeKindWrong => payeeParam,
            _ => null,
        };
        return Of(outcome).Plain(blamed);
    }
}
