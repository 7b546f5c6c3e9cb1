using System.Text;

namespace Granary.Silo;

/// <summary>Names as Prometheus wants them: base units in the name, counters end in total, everything else escaped.</summary>
internal static class PrometheusName
{
    /// <summary>An instrument's name without what would mislead: "_count" at the end is a histogram's own, and the runtime's gauges are called so too.</summary>
    public static string Readable(string name) => name.EndsWith(".count", StringComparison.Ordinal) ? name[..^".count".Length] : name;

    public static string Of(string name, string unit, bool isCounter)
    {
        var plain = Plain(name);
        var suffix = SuffixOf(unit);
        if (suffix.Length > 0 && !plain.EndsWith(suffix, StringComparison.Ordinal)) plain += suffix;
        return isCounter && !plain.EndsWith("_total", StringComparison.Ordinal) ? $"{plain}_total" : plain;
    }

    /// <summary>What a value is multiplied with to be in the base unit.</summary>
    public static double ScaleOf(string unit) => unit switch { "ms" => 1e-3, "us" => 1e-6, "ns" => 1e-9, _ => 1 };

    /// <summary>Letters, digits and underscores, not a digit first.</summary>
    public static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var character in name) plain.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        if (plain.Length == 0 || char.IsAsciiDigit(plain[0])) plain.Insert(0, '_');
        return plain.ToString();
    }

    public static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    public static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", " ", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    // Braces are remarks, not units: {request}.
    private static string SuffixOf(string unit) => unit switch
    {
        "s" or "ms" or "us" or "ns" => "_seconds",
        "By" => "_bytes",
        "1" => "_ratio",
        "" => "",
        _ => unit.StartsWith('{') ? "" : $"_{Plain(unit)}",
    };
}
