using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>The answers, as the OpenAPI document describes them. A test holds every real answer against these.</summary>
internal static class Schemas
{
    /// <summary>All named schemas. A question mark after a name says that it may be missing.</summary>
    public static JsonObject All() => new()
    {
        ["PaymentMade"] = Object(("payment", Ref("Payment")), ("balance", Ref("Balance"))),
        ["Payment"] = Object(
            ("id", Id), ("hold?", Id), ("payer", OwnerRef), ("merchant", OwnerRef), ("amountMinor", Minor), ("currency", Text), ("shares?", ArrayOf(Ref("Share"))),
            ("totalMinor?", Minor), ("scene", Text), ("order?", Text), ("at", Instant)),
        ["Share"] = Object(("payee", OwnerRef), ("amountMinor", Minor)),
        ["Balance"] = Object(("pocket", Text), ("amountMinor", Minor), ("currency", Text)),
        ["TransferMade"] = Object(
            ("transfer", Object(("id", Id), ("from", OwnerRef), ("to", OwnerRef), ("amountMinor", Minor), ("currency", Text), ("note?", Text), ("at", Instant))),
            ("balance", Ref("Balance"))),
        ["HoldPlaced"] = Object(
            ("hold", Object(
                ("id", Id), ("payer", OwnerRef), ("merchant", OwnerRef), ("amountMinor", Minor), ("currency", Text), ("scene", Text), ("order?", Text),
                ("expiresAt", Instant), ("at", Instant))),
            ("balance", Ref("Balance"))),
        ["HoldCaptured"] = Object(
            ("payment", Ref("Payment")), ("hold", Object(("id", Id), ("leftMinor", Minor), ("currency", Text))), ("balance", Ref("Balance"))),
        ["HoldReleased"] = Object(
            ("hold", Object(("id", Id), ("leftMinor", Minor), ("releasedMinor", Minor), ("currency", Text), ("at", Instant))), ("balance", Ref("Balance"))),
        ["WithdrawalAsked"] = Object(
            ("withdrawal", Object(
                ("id", Id), ("status", Text), ("user", OwnerRef), ("custodian", OwnerRef), ("amountMinor", Minor), ("currency", Text), ("at", Instant))),
            ("balance", Ref("Balance"))),
        ["WithdrawalEnded"] = Object(("withdrawal", Object(
            ("id", Id), ("status", Text), ("custodian", OwnerRef), ("amountMinor", Minor), ("currency", Text), ("reason?", Text), ("at", Instant)))),
        ["DepositReported"] = Object(("deposit", Object(
            ("id", Id), ("custodian", OwnerRef), ("user", OwnerRef), ("amountMinor", Minor), ("currency", Text), ("bankReference", Text), ("at", Instant)))),
        ["PaymentRefunded"] = Object(("refund", Object(
            ("id", Id), ("payment", Id), ("merchant", OwnerRef), ("payer", OwnerRef), ("amountMinor", Minor), ("currency", Text), ("refundedMinor", Minor), ("at", Instant)))),
        ["ReceiptConfirmed"] = Object(("confirmation", Object(
            ("id", Id), ("payment", Id), ("merchant", OwnerRef), ("confirmedOn", Date), ("grossMinor", Minor), ("feeMinor", Minor), ("currency", Text), ("at", Instant)))),
        ["Settled"] = Object(("settlement", Object(
            ("id", Id), ("merchant", OwnerRef), ("businessDate", Date), ("paid", ArrayOf(Ref("SettledAsset"))), ("at", Instant)))),
        ["SettledAsset"] = Object(("currency", Text), ("grossMinor", Minor), ("feeMinor", Minor), ("netMinor", Minor), ("paymentCount", Minor)),
        ["Owner"] = Object(
            ("id", OwnerRef), ("bank?", Text), ("status", Text), ("sequence", Minor), ("balances", ArrayOf(Ref("Balance"))), ("holds?", ArrayOf(Ref("OpenHold")))),
        ["OpenHold"] = Object(
            ("id", Id), ("merchant", OwnerRef), ("leftMinor", Minor), ("currency", Text), ("scene", Text), ("order?", Text), ("expiresAt", Instant)),
        ["Balances"] = Object(("id", OwnerRef), ("at", Instant), ("balances", ArrayOf(Ref("Balance")))),
        ["StatusChange"] = Object(("id", OwnerRef), ("status", Text), ("reason", Text), ("at", Instant)),
        ["EntryPage"] = Object(("entries", ArrayOf(Ref("Entry"))), ("nextCursor", OrNull(Text))),
        ["Trace"] = Object(("entries", ArrayOf(Ref("Entry")))),
        ["Entry"] = Object(
            ("id", Id), ("kind", Text), ("owner", OwnerRef), ("sequence?", Minor), ("about?", Id), ("reference?", Text), ("transfers", ArrayOf(Ref("Transfer"))),
            ("partition", Minor), ("position", Minor), ("at", Instant)),
        ["Transfer"] = Object(("debit", Ref("Account")), ("credit", Ref("Account")), ("amountMinor", Minor), ("currency", Text)),
        ["Account"] = Object(("owner", OwnerRef), ("pocket", Text)),
        ["BatchItem"] = Object(("index", Minor), ("status", Minor), ("payment?", Ref("Payment")), ("balance?", Ref("Balance")), ("problem?", Ref("Problem"))),
        ["Proof"] = Object(
            ("sumsMinor", Sums), ("customerLiabilitiesMinor", Sums), ("custodyMinor", Sums),
            ("partitions", ArrayOf(Object(("partition", Minor), ("position", Minor), ("chain", Text))))),
        ["Velocity"] = Object(
            ("id", Text), ("at", Instant), ("windows", ArrayOf(Object(("seconds", Minor), ("count", Minor), ("amountMinor", Minor), ("currency", Text))))),
        ["Flow"] = Object(("id", OwnerRef), ("days", ArrayOf(Object(("date", Date), ("payers", Minor), ("turnovers", ArrayOf(Ref("Turnover"))))))),
        ["Turnover"] = Object(("currency", Text), ("sales", Minor), ("salesMinor", Minor), ("refunds", Minor), ("refundsMinor", Minor)),
        ["KeyIssued"] = Object(("key", Ref("Key")), ("secret?", Text)),
        ["KeyList"] = Object(("keys", ArrayOf(Ref("Key")))),
        ["Key"] = Object(("id", Id), ("role", Text), ("owner?", OwnerRef), ("name", Text)),
        ["WebhookRegistered"] = Object(("webhook", Ref("Webhook")), ("secret", Text)),
        ["Webhook"] = Object(
            ("id", Id), ("url", Text), ("owner?", OwnerRef), ("events?", ArrayOf(Text)), ("enabled", Flag),
            ("secrets", ArrayOf(Object(("generation", Minor), ("endsAt?", Instant))))),
        ["WebhookList"] = Object(("webhooks", ArrayOf(Ref("Webhook")))),
        ["WebhookStanding"] = Object(("webhook", Ref("Webhook")), ("lanes", ArrayOf(Ref("WebhookLane")))),
        ["WebhookLane"] = Object(
            ("partition", Minor), ("position", Minor), ("head", Minor), ("parked", Minor), ("dead", Minor), ("deliveredAt?", Instant), ("failedAt?", Instant),
            ("lastFailure?", Ref("WebhookReceipt"))),
        ["WebhookReceipt"] = Object(("result", Text), ("status?", Minor), ("elapsedMs", Minor)),
        ["WebhookEnabled"] = Object(("webhook", Id), ("enabled", Flag), ("at", Instant)),
        ["WebhookSecretRolled"] = Object(("webhook", Id), ("generation", Minor), ("secret", Text), ("othersEndAt", Instant), ("at", Instant)),
        ["DeadLetterPage"] = Object(("deadLetters", ArrayOf(Ref("DeadLetter"))), ("nextCursor", OrNull(Text))),
        ["DeadLetter"] = Object(
            ("id", Id), ("type", Text), ("partition", Minor), ("position", Minor), ("at", Instant), ("attempts", Minor), ("diedAt", Instant),
            ("lastFailure", Ref("WebhookReceipt"))),
        ["DeadLettersReplayed"] = Object(("replayed", Minor), ("left", Minor)),
        ["Clock"] = Object(("now", Instant)),
        ["Cluster"] = Object(("hosts", ArrayOf(Ref("Host"))), ("feeds", ArrayOf(Ref("Feed")))),
        ["Host"] = Object(
            ("host", Text), ("role", Text), ("runtime", Text), ("state", Text), ("startedAt", Instant), ("seenAt", Instant), ("activations", Sums),
            ("hottest", ArrayOf(Object(("owner", OwnerRef), ("commandsPerSecond", Minor)))), ("journalQueue", ArrayOf(Minor)),
            ("api?", Object(("underWay", Minor), ("underWayMax", Minor), ("shed", Minor)))),
        ["Feed"] = Object(("partition", Minor), ("head", Minor), ("leader?", Text), ("position?", Minor), ("lagEntries?", Minor)),
        ["Drain"] = Object(("host", Text), ("state", Text)),
        ["Health"] = Object(("status", Text)),
        ["Metrics"] = Text,
        ["OpenApi"] = new JsonObject { ["type"] = "object" },
        ["Problem"] = Object(
            ("type", Text), ("title", Text), ("status", Minor), ("detail", Text), ("code", Text), ("param?", Text), ("requestId?", Text),
            ("retryable", new JsonObject { ["type"] = "boolean" })),
    };

    public static JsonObject Ref(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    public static JsonObject ArrayOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    // Each is made anew: a JSON node has one parent.
    private static JsonObject Text => new() { ["type"] = "string" };

    private static JsonObject Flag => new() { ["type"] = "boolean" };

    private static JsonObject Id => new() { ["type"] = "string", ["pattern"] = "^[0-9a-f]{32}$" };

    private static JsonObject OwnerRef => new() { ["type"] = "string", ["example"] = "user-1001" };

    private static JsonObject Minor => new() { ["type"] = "integer", ["format"] = "int64" };

    private static JsonObject Instant => new() { ["type"] = "string", ["format"] = "date-time" };

    private static JsonObject Date => new() { ["type"] = "string", ["format"] = "date" };

    private static JsonObject Sums => new() { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "integer" } };

    private static JsonObject OrNull(JsonObject schema)
    {
        schema["type"] = new JsonArray((JsonNode)schema["type"]!.GetValue<string>(), "null");
        return schema;
    }

    private static JsonObject Object(params (string Name, JsonObject Schema)[] members) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. members.Where(member => !member.Name.EndsWith('?')).Select(member => (JsonNode)member.Name)]),
        ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name.TrimEnd('?'), (JsonNode?)member.Schema))),
    };
}
