using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Granary.Ledger;

/// <summary>How the body of an entry is stored: compact UTF-8 JSON, so that an auditor can read it in SQL.</summary>
public static class EventJson
{
    public static byte[] Write(LedgerEvent happened) => JsonSerializer.SerializeToUtf8Bytes(happened, TypeOf(happened.Kind));

    /// <exception cref="JsonException">The bytes are not what this kind of entry is written as.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A kind from a newer version, or a changed row: never skipped.</exception>
    public static LedgerEvent Read(EntryKind kind, ReadOnlySpan<byte> body) =>
        (LedgerEvent?)JsonSerializer.Deserialize(body, TypeOf(kind)) ?? throw new JsonException($"the body of a {kind} is null");

    private static JsonTypeInfo TypeOf(EntryKind kind) => kind switch
    {
        EntryKind.OwnerOpened => LedgerJson.Default.Opened,
        EntryKind.OwnerFrozen => LedgerJson.Default.Frozen,
        EntryKind.OwnerUnfrozen => LedgerJson.Default.Unfrozen,
        EntryKind.OwnerClosed => LedgerJson.Default.Closed,
        EntryKind.MovedToSuspense => LedgerJson.Default.MovedToSuspense,
        EntryKind.PaymentMade => LedgerJson.Default.PaymentMade,
        EntryKind.TransferMade => LedgerJson.Default.TransferMade,
        EntryKind.HoldPlaced => LedgerJson.Default.HoldPlaced,
        EntryKind.HoldCaptured => LedgerJson.Default.HoldCaptured,
        EntryKind.HoldReleased => LedgerJson.Default.HoldReleased,
        EntryKind.HoldExpired => LedgerJson.Default.HoldExpired,
        EntryKind.WithdrawalAsked => LedgerJson.Default.WithdrawalAsked,
        EntryKind.PaymentRefunded => LedgerJson.Default.PaymentRefunded,
        EntryKind.ReceiptConfirmed => LedgerJson.Default.ReceiptConfirmed,
        EntryKind.Settled => LedgerJson.Default.Settled,
        EntryKind.DepositReported => LedgerJson.Default.DepositReported,
        EntryKind.WithdrawalConfirmed => LedgerJson.Default.WithdrawalConfirmed,
        EntryKind.WithdrawalRefused => LedgerJson.Default.WithdrawalRefused,
        EntryKind.KeyIssued => LedgerJson.Default.KeyIssued,
        EntryKind.KeyRevoked => LedgerJson.Default.KeyRevoked,
        EntryKind.WebhookRegistered => LedgerJson.Default.WebhookRegistered,
        EntryKind.WebhookRemoved => LedgerJson.Default.WebhookRemoved,
        EntryKind.WebhookSecretRolled => LedgerJson.Default.WebhookSecretRolled,
        EntryKind.WebhookDisabled => LedgerJson.Default.WebhookDisabled,
        EntryKind.WebhookEnabled => LedgerJson.Default.WebhookEnabled,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an entry kind this version does not know"),
    };
}
