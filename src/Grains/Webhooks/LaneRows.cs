using System.Text.Json;
using System.Text.Json.Serialization;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>What a lane keeps beside its deliveries.</summary>
/// <param name="Position">See <see cref="WebhookLaneStanding.Position"/>.</param>
/// <param name="DeadNumber">Deliveries that ever died.</param>
/// <param name="Skipped">Damaged entries that it stepped past; null for none.</param>
internal sealed record LaneRow(
    long Position, long DeadNumber, int DeadCount, long DeliveredAtMs, long FailedAtMs, WebhookReceipt? LastFailure,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long[]? Skipped = null);

/// <summary>A delivery that failed in place and is tried again later.</summary>
internal sealed record ParkedDelivery(Guid Id, long Position, EntryKind Kind, long AtMs, int Attempts, long DueAtMs, WebhookReceipt LastFailure);

/// <summary>How lanes are stored; members may be added and never renamed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(LaneRow))]
[JsonSerializable(typeof(ParkedDelivery))]
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class LaneJson : JsonSerializerContext
{
    public static byte[] Write(LaneRow row) => JsonSerializer.SerializeToUtf8Bytes(row, Default.LaneRow);

    public static byte[] Write(ParkedDelivery parked) => JsonSerializer.SerializeToUtf8Bytes(parked, Default.ParkedDelivery);

    public static byte[] Write(DeadLetter dead) => JsonSerializer.SerializeToUtf8Bytes(dead, Default.DeadLetter);
}
