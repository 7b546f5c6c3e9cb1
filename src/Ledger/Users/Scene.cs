using System.Text.Json.Serialization;

namespace Granary.Ledger;

/// <summary>Where a need arises. Numbers and names are stored and never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Scene>))]
public enum Scene : byte
{
    [JsonStringEnumMemberName("mall")] Mall = 1,
    [JsonStringEnumMemberName("taxi")] Taxi = 2,
    [JsonStringEnumMemberName("utilities")] Utilities = 3,
    [JsonStringEnumMemberName("rent")] Rent = 4,
    [JsonStringEnumMemberName("second-hand-home")] SecondHandHome = 5,
    [JsonStringEnumMemberName("renovation")] Renovation = 6,
    [JsonStringEnumMemberName("travel")] Travel = 7,
    [JsonStringEnumMemberName("parenting")] Parenting = 8,
}
