using System.Text.Json.Serialization;

namespace Granary.Ledger;

/// <summary>Whether an owner may be debited (open) and credited (open or, for money that already lies at the bank, frozen).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OwnerStatus>))]
public enum OwnerStatus : byte
{
    [JsonStringEnumMemberName("unknown")] Unknown = 0,
    [JsonStringEnumMemberName("open")] Open = 1,
    [JsonStringEnumMemberName("frozen")] Frozen = 2,
    [JsonStringEnumMemberName("closed")] Closed = 3,
}
