using System.Text.RegularExpressions;
using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>One fenced <c>sh</c> block of the README's tour, and the <c>text</c> block after it that says what it prints.</summary>
internal sealed partial record TourStep(string Commands, string? Prints)
{
    public static bool IsThere => File.Exists(Repository.PathOf("README.md")) && Tour().IsMatch(File.ReadAllText(Repository.PathOf("README.md")));

    public static IReadOnlyList<TourStep> ReadAll()
    {
        var tour = Tour().Match(File.ReadAllText(Repository.PathOf("README.md"))).Groups[1].Value;
        List<TourStep> steps = [];
        foreach (Match block in Block().Matches(tour))
        {
            var text = block.Groups["text"].Value;
            if (block.Groups["language"].Value == "sh") steps.Add(new TourStep(text, Prints: null));
            else steps[^1] = steps[^1] with { Prints = text };
        }
        return steps;
    }

    /// <summary>An ellipsis in the README stands for anything: ids, times and hashes differ from run to run.</summary>
    public static bool Matches(string expected, string printed) =>
        Regex.IsMatch(printed.Trim(), "^" + Regex.Escape(expected.Trim()).Replace("…", "[\\s\\S]*?", StringComparison.Ordinal) + "$");

    [GeneratedRegex(@"<!-- tour -->([\s\S]*?)<!-- /tour -->")]
    private static partial Regex Tour();

    [GeneratedRegex(@"^```(?<language>sh|text)\n(?<text>[\s\S]*?)^```", RegexOptions.Multiline)]
    private static partial Regex Block();
}
