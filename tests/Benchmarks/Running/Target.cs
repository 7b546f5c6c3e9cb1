using System.Text.Json.Nodes;

namespace Granary.Benchmarks;

/// <summary>A ratio of two results of one run, and what it must reach. Ratios, because machines differ and ratios hardly do.</summary>
/// <param name="IsAtMost">The bound is a ceiling and not a floor.</param>
public sealed record Target(string Name, double? Value, double Bound, bool IsAtMost = false)
{
    public bool? IsMet => Value is { } value ? (IsAtMost ? value <= Bound : value >= Bound) : null;

    public override string ToString() => FormattableString.Invariant(
        $"{(IsMet == true ? "pass" : "FAIL")}  {Name,-32} {Value,12:N2}  {(IsAtMost ? "at most" : "at least")} {Bound}");

    public JsonObject ToJson() => new()
    {
        ["value"] = Value is { } value ? Math.Round(value, 3) : null,
        [IsAtMost ? "at_most" : "at_least"] = Bound,
        ["pass"] = IsMet,
    };
}
