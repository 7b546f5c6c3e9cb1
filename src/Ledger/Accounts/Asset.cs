using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Orleans;

namespace Granary.Ledger;

/// <summary>A currency, named by its ISO 4217 numeric code. Amounts of it are <c>long</c> counts of its minor unit.</summary>
[GenerateSerializer, Immutable, Alias("granary.asset")]
[JsonConverter(typeof(AssetJson))]
public readonly record struct Asset([property: Id(0)] int Code)
{
    private static readonly FrozenDictionary<int, (string Alphabetic, int Scale)> ByCode =
        Iso4217.Currencies().ToFrozenDictionary(c => c.Numeric, c => (c.Alphabetic, c.Scale));

    private static readonly FrozenDictionary<string, int> ByAlphabetic =
        Iso4217.Currencies().ToFrozenDictionary(c => c.Alphabetic, c => c.Numeric, StringComparer.Ordinal);

    public static Asset Cny { get; } = new(156);

    /// <summary>Digits after the point of the major unit: CNY 2, JPY 0, BHD 3.</summary>
    public int Scale => ByCode[Code].Scale;

    /// <summary>The three letters, such as <c>CNY</c>.</summary>
    public override string ToString() => ByCode.TryGetValue(Code, out var currency) ? currency.Alphabetic : $"asset-{Code}";

    public static bool TryParse([NotNullWhen(true)] string? alphabetic, out Asset asset)
    {
        asset = default;
        if (alphabetic is null || !ByAlphabetic.TryGetValue(alphabetic, out var code)) return false;
        asset = new Asset(code);
        return true;
    }

    /// <summary>Every currency that can be held.</summary>
    public static IEnumerable<Asset> All => ByCode.Keys.Order().Select(code => new Asset(code));
}
