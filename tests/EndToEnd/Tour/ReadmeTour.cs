using System.Text;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>
/// The README's tour, executed as it is written: <c>./run</c> in a fresh copy of what git has, and beside it one shell, block after block.
/// </summary>
[Collection(nameof(RepositoryBuild))]
public sealed class ReadmeTour(ITestOutputHelper output) : IDisposable
{
    private const string Mark = "=== the end of step ";
    private readonly string clone = Directory.CreateTempSubdirectory("granary-tour-").FullName;

    [TourFact]
    public async Task The_tour_prints_what_the_README_says()
    {
        CopyTree();
        using var granary = await GranaryProcess.StartAsync(Path.Combine(clone, "run"), clone);
        await File.WriteAllTextAsync(Path.Combine(clone, "granary.log"), granary.Said);

        var steps = TourStep.ReadAll();
        Assert.NotEmpty(steps);
        var script = new StringBuilder($"set -e\ncd '{clone}'\n");
        for (var i = 0; i < steps.Count; i++) script.Append(steps[i].Commands).Append($"\necho; echo '{Mark}{i}'\n");
        var (_, said) = Programs.Run("bash", "-c", script.ToString());
        output.WriteLine(said);
        Compare(steps, said);
        Assert.Equal(0, granary.Stop());
    }

    public void Dispose() => Directory.Delete(clone, recursive: true);

    private static void Compare(IReadOnlyList<TourStep> steps, string said)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var mark = $"{Mark}{i}\n";
            var end = said.IndexOf(mark, StringComparison.Ordinal);
            Assert.True(end >= 0, $"the tour broke off in step {i}:\n{steps[i].Commands}\nwhich printed\n{said}");
            var printed = said[..end];
            said = said[(end + mark.Length)..];
            // Nothing on a tour is a mistake of the API; a refusal that is wanted is a block with its text.
            if (steps[i].Prints is { } expected) Assert.True(TourStep.Matches(expected, printed), $"step {i}:\n{steps[i].Commands}\nprinted\n{printed}\nnot\n{expected}");
            else Assert.DoesNotContain("\"code\":\"internal", printed, StringComparison.Ordinal);
        }
    }

    // What git would give a newcomer, with the work that is not committed yet. Which runtime there is to have was asked before.
    private void CopyTree()
    {
        var root = Repository.PathOf(".");
        var (_, said) = Programs.Run("bash", "-c",
            $"cd '{root}' && git ls-files -z --cached --others --exclude-standard | xargs -0 cp -p --parents -t '{clone}'; " +
            $"[ ! -f artifacts/actors ] || cp -p --parents artifacts/actors '{clone}'");
        Assert.True(File.Exists(Path.Combine(clone, "run")), said);
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
