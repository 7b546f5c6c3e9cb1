using System.Text.RegularExpressions;

namespace Granary.Architecture;

/// <summary>What a grain must not do, because it would leave its turn, its clock or its one way to the journal.</summary>
public sealed partial class GrainRules
{
    [Fact]
    public void Grains_never_leave_their_turn() => Rule.BrokenByNone(SourceTree.CSharpOf("src/Grains").Where(path => LeavesTheTurn().IsMatch(SourceTree.ReadCode(path))));

    [Fact]
    public void Grains_read_no_wall_clock() => Rule.BrokenByNone(SourceTree.CSharpOf("src/Grains").Where(path => WallClock().IsMatch(SourceTree.ReadCode(path))));

    [Fact]
    public void Grains_and_their_tests_are_the_same_source_on_both_runtimes() => Rule.BrokenByNone(SourceTree.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Where(path => Conditional().IsMatch(SourceTree.ReadCode(path))));

    [Fact]
    public void Grain_interfaces_and_grain_types_have_names_of_their_own()
    {
        // Orleans forms the grain type from the class name without its namespace: two of one name collide at start.
        var names = SourceTree.CSharpOf("src/Grains").SelectMany(path => GrainClass().Matches(SourceTree.ReadCode(path)).Select(match => match.Groups[1].Value)).ToList();
        Assert.NotEmpty(names);
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [GeneratedRegex(@"\bTask\s*\.\s*Run\b|\bConfigureAwait\b|\bParallel\s*\.|\bnew\s+Thread\b|\bThreadPool\b|\bTask\s*\.\s*Factory\b|\.\s*(Wait|GetResult)\s*\(\s*\)|\block\s*\(")]
    private static partial Regex LeavesTheTurn();

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(Utc)?(Now|Today)\b|\bTimeProvider\s*\.\s*System\b|\bTickCount(64)?\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"^\s*#\s*if\b", RegexOptions.Multiline)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"\bclass\s+(\w+Grain)\b(?!<)")]
    private static partial Regex GrainClass();
}
