using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Granary.Architecture;

/// <summary>What no compiler checks and nobody should have to.</summary>
public sealed partial class TidyRules
{
    private const int SourceLinesMax = 250;
    private const int TestLinesMax = 400;

    private static readonly IReadOnlyList<string> Texts =
    [
        .. SourceTree.Files.Where(path => TextFile().IsMatch(path) || !Path.GetFileName(path).Contains('.', StringComparison.Ordinal)),
    ];

    [Fact]
    public void A_file_holds_one_concept_and_is_short_enough_to_show_it() => Rule.BrokenByNone(
        SourceTree.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(path => (Path: path, Lines: SourceTree.Read(path).AsSpan().Count('\n')))
            .Where(file => file.Lines > (file.Path.StartsWith("src/", StringComparison.Ordinal) ? SourceLinesMax : TestLinesMax))
            .Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void Nothing_is_left_for_later() => Rule.BrokenByNone(Lines(Later()));

    [Fact]
    public void No_exception_is_caught_and_forgotten_without_saying_which() => Rule.BrokenByNone(
        SourceTree.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && EmptyCatch().IsMatch(SourceTree.Read(path))));

    [Fact]
    public void No_file_knows_the_machine_it_was_written_on() => Rule.BrokenByNone(Lines(MachinePath()));

    [Fact]
    public void No_file_knows_where_packages_come_from()
    {
        Rule.BrokenByNone(Lines(PublicRegistry()));
        var hosts = ConfiguredRegistries().ToList();
        Rule.BrokenByNone(Texts.Where(path => hosts.Any(host => SourceTree.Read(path).Contains(host, StringComparison.OrdinalIgnoreCase))));
    }

    [Fact]
    public void The_licence_is_the_whole_Apache_licence()
    {
        var licence = SourceTree.Read("LICENSE");
        Assert.Contains("Version 2.0, January 2004", licence, StringComparison.Ordinal);
        Assert.Contains("END OF TERMS AND CONDITIONS", licence, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.Read("Orleans.sln").Replace('\\', '/');
        Rule.BrokenByNone(SourceTree.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{path}\"", StringComparison.Ordinal)));
    }

    [Theory, InlineData("run"), InlineData("test.sh"), InlineData(".ci/run")]
    public void A_command_can_be_called(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.True(File.GetUnixFileMode(Path.Combine(SourceTree.Root, path)).HasFlag(UnixFileMode.UserExecute), $"{path} is not executable");
        using var syntax = Process.Start(new ProcessStartInfo("bash", ["-n", Path.Combine(SourceTree.Root, path)]))!;
        syntax.WaitForExit();
        Assert.Equal(0, syntax.ExitCode);
    }

    private static IEnumerable<string> Lines(Regex forbidden) =>
        from path in Texts
        from line in SourceTree.Read(path).Split('\n').Select((text, index) => (Text: text, Number: index + 1))
        where forbidden.IsMatch(line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()}";

    // The hosts that this machine's own package sources name; they belong to the machine.
    private static IEnumerable<string> ConfiguredRegistries()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new[] { ".nuget/NuGet/NuGet.Config", ".config/NuGet/NuGet.Config" }
            .Select(name => Path.Combine(home, name))
            .Where(File.Exists)
            .SelectMany(path => XElement.Load(path).Descendants("add"))
            .Select(source => Uri.TryCreate(source.Attribute("value")?.Value, UriKind.Absolute, out var address) ? address.Host : "")
            .Where(host => host.Length > 0);
    }

    [GeneratedRegex(@"\.(cs|csproj|props|targets|json|ya?ml|xml|md|sh|sql|txt|html|css|js|ts|sln|config|conf|cfg|service)$")]
    private static partial Regex TextFile();

    // Written so that they do not find themselves.
    [GeneratedRegex(@"\b(TOD[O]|FIXM[E]|HAC[K])\b|NotImplemented[E]xception")]
    private static partial Regex Later();

    [GeneratedRegex(@"\bcatch\s*(\([^)]*\)\s*)?\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"(^|[\s""'=(:`])(/wor[k]/|/roo[t]/|/home/[a-z]|/User[s]/[a-z]|[A-Z]:\\User[s])")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(api\.nuge[t]\.org|registry\.npmj[s]\.org|pypi\.or[g]|registry\.yarnpk[g]\.com)")]
    private static partial Regex PublicRegistry();
}
