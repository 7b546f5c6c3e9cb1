using System.Diagnostics;
using Granary.Fixtures;

namespace Granary.Architecture;

/// <summary>The repository as text.</summary>
internal static class SourceTree
{
    public static readonly string Root = Repository.PathOf(".");

    /// <summary>Every tracked or new file that git does not ignore, relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IEnumerable<string> CSharpOf(string folder) =>
        Files.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The text without comments and without what stands in quotation marks: only code.</summary>
    public static string ReadCode(string path) => CodeOnly.Strip(Read(path));

    private static List<string> ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        // Inside a file tree without git (an unpacked archive) the rules hold as well.
        return git.ExitCode == 0 ? [.. files.Where(path => File.Exists(Path.Combine(Root, path)))] : [.. Walk()];
    }

    private static IEnumerable<string> Walk() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path))
        .Where(path => !path.StartsWith("artifacts/", StringComparison.Ordinal) && !path.StartsWith("data/", StringComparison.Ordinal));
}
