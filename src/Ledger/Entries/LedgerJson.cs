using System.Text.Json;
using System.Text.Json.Serialization;

namespace Granary.Ledger;

/// <summary>The one JSON form of everything the ledger stores: event bodies and snapshots.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(OwnerEvent.Opened))]
[JsonSerializable(typeof(OwnerEvent.Frozen))]
[JsonSerializable(typeof(OwnerEvent.Unfrozen))]
[JsonSerializable(typeof(OwnerEvent.Closed))]
[JsonSerializable(typeof(OwnerEvent.MovedToSuspense))]
[JsonSerializable(typeof(UserEvent.PaymentMade))]
[JsonSerializable(typeof(UserEvent.TransferMade))]
[JsonSerializable(typeof(UserEvent.HoldPlaced))]
[JsonSerializable(typeof(UserEvent.HoldCaptured))]
[JsonSerializable(typeof(UserEvent.HoldReleased))]
[JsonSerializable(typeof(UserEvent.HoldExpired))]
[JsonSerializable(typeof(UserEvent.WithdrawalAsked))]
[JsonSerializable(typeof(MerchantEvent.PaymentRefunded))]
[JsonSerializable(typeof(MerchantEvent.ReceiptConfirmed))]
[JsonSerializable(typeof(MerchantEvent.Settled))]
[JsonSerializable(typeof(CustodyEvent.DepositReported))]
[JsonSerializable(typeof(CustodyEvent.WithdrawalConfirmed))]
[JsonSerializable(typeof(CustodyEvent.WithdrawalRefused))]
[JsonSerializable(typeof(PlatformEvent.KeyIssued))]
[JsonSerializable(typeof(PlatformEvent.KeyRevoked))]
[JsonSerializable(typeof(PlatformEvent.WebhookRegistered))]
[JsonSerializable(typeof(PlatformEvent.WebhookRemoved))]
[JsonSerializable(typeof(PlatformEvent.WebhookSecretRolled))]
[JsonSerializable(typeof(PlatformEvent.WebhookDisabled))]
[JsonSerializable(typeof(PlatformEvent.WebhookEnabled))]
[JsonSerializable(typeof(UserState))]
[JsonSerializable(typeof(MerchantState))]
[JsonSerializable(typeof(CustodyState))]
[JsonSerializable(typeof(PlatformState))]
[JsonSerializable(typeof(MerchantDayState))]
public sealed partial class LedgerJson : JsonSerializerContext;

internal sealed class OwnerIdJson : JsonConverter<OwnerId>
{
    public override OwnerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && OwnerId.TryParse(reader.GetString(), out var owner)
            ? owner
            : throw new JsonException("an owner is written as kind-number, such as user-1001");

    public override void Write(Utf8JsonWriter writer, OwnerId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class AssetJson : JsonConverter<Asset>
{
    public override Asset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Asset.TryParse(reader.GetString(), out var asset)
            ? asset
            : throw new JsonException("a currency is written as three letters of ISO 4217");

    public override void Write(Utf8JsonWriter writer, Asset value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
