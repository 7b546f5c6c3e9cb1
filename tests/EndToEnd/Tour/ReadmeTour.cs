using System.Diagnostics;
using System.Text;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>The README's tour, executed as it is written: one shell, block after block, in a fresh copy of what git has.</summary>
[Collection(nameof(RepositoryBuild))]
public sealed class ReadmeTour(ITestOutputHelper output) : IDisposable
{
    private const string Mark = "=== the end of step ";
    private readonly string clone = Directory.CreateTempSubdirectory("granary-tour-").FullName;

    [TourFact]
    public void The_tour_prints_what_the_README_says()
    {
        var steps = TourStep.ReadAll();
        Assert.NotEmpty(steps);
        CopyTree();
        var script = new StringBuilder("set -e\necho $$ >tour.pid\n");
        for (var i = 0; i < steps.Count; i++) script.Append(steps[i].Commands).Append($"\necho; echo '{Mark}{i}'\n");
        var said = RunScript(script.ToString());
        output.WriteLine(said);

        for (var i = 0; i < steps.Count; i++)
        {
            var end = said.IndexOf($"{Mark}{i}\n", StringComparison.Ordinal);
            Assert.True(end >= 0, $"the tour broke off in step {i}:\n{steps[i].Commands}\nwhich printed\n{said}");
            var printed = said[..end];
            said = said[(end + $"{Mark}{i}\n".Length)..];
            if (steps[i].Prints is { } expected) Assert.True(TourStep.Matches(expected, printed), $"step {i}:\n{steps[i].Commands}\nprinted\n{printed}\nnot\n{expected}");
        }
    }

    public void Dispose() => Directory.Delete(clone, recursive: true);

    // What git would give a newcomer, with the work that is not committed yet; and what is built already, so that the test need not build again.
    private void CopyTree()
    {
        var root = Repository.PathOf(".");
        var (code, said) = Programs.Run("bash", "-c",
            $"cd '{root}' && git ls-files -z --cached --others --exclude-standard | xargs -0 cp -p --parents -t '{clone}' 2>/dev/null; " +
            $"[ ! -d artifacts ] || cp -rp artifacts '{clone}/'");
        Assert.True(code == 0 && File.Exists(Path.Combine(clone, "run")), said);
    }

    // In a session of its own, so that whatever the tour leaves running in the background ends with it.
    private string RunScript(string script)
    {
        var path = Path.Combine(clone, "tour.sh");
        File.WriteAllText(path, script);
        using var shell = Process.Start(new ProcessStartInfo("setsid", ["--wait", "bash", path]) { WorkingDirectory = clone, RedirectStandardOutput = true })!;
        var said = new StringBuilder();
        while (shell.StandardOutput.ReadLine() is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith(Mark, StringComparison.Ordinal) && line.EndsWith($" {TourStep.ReadAll().Count - 1}", StringComparison.Ordinal)) break;
        }
        Programs.Run("bash", "-c", $"kill -TERM -- -$(cat '{clone}/tour.pid')");
        shell.WaitForExit(TimeSpan.FromSeconds(30));
        return said.ToString();
    }
}

/// <summary>Skipped, with the reason, while the README has no tour.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TourFactAttribute : FactAttribute
{
    public TourFactAttribute()
    {
        if (!TourStep.IsThere) Skip = "README.md has no tour between its markers";
    }
}
