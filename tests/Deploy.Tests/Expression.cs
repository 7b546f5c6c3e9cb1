using System.Text.RegularExpressions;

namespace Granary.Deploy.Tests;

/// <summary>The metrics that an expression of PromQL speaks of.</summary>
internal static partial class Expression
{
    private static readonly string[] Words =
        ["by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "offset", "bool", "inf", "nan"];

    public static IEnumerable<string> MetricsIn(string expression)
    {
        var bare = Quoted().Replace(expression, "");
        bare = Labels().Replace(bare, "");
        bare = Grouping().Replace(bare, "");
        return Name().Matches(bare)
            .Where(match => !match.Groups["call"].Success)
            .Select(match => match.Groups["name"].Value).Where(name => !Words.Contains(name));
    }

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'(?:[^'\\]|\\.)*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\boffset\s+\w+")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w:.])(?<name>[a-zA-Z_:][\w:]*)\s*(?<call>\()?")]
    private static partial Regex Name();
}
