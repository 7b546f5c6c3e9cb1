using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary><c>./run</c> as a person types it.</summary>
[Collection(nameof(RepositoryBuild))]
public sealed class RunCommand
{
    [Fact]
    public async Task Run_prints_a_key_for_every_role_and_then_where_it_is_ready_and_stops_when_asked()
    {
        using var store = new Store();
        using (var first = await StartAsync(store))
        {
            using var client = first.Client("auditor");
            Assert.Equal(0, (await client.GetAsync("/v1/ledger/proof"))["sumsMinor"]!["CNY"]?.GetValue<long>() ?? 0);
            var lines = first.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(lines, line => line.StartsWith("runtime ", StringComparison.Ordinal));
            Assert.Equal(["operator", "auditor", "bank", "sandbox"], lines.Where(line => line.StartsWith("key ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));
            Assert.StartsWith("ready http://127.0.0.1:", lines[^1], StringComparison.Ordinal);
            Assert.Equal(0, first.Stop());
        }

        // Warm: nothing is asked or built again, and the keys are the same.
        var built = File.GetLastWriteTimeUtc(Built());
        using var second = await StartAsync(store);
        Assert.Equal(built, File.GetLastWriteTimeUtc(Built()));
        using var bank = second.Client("bank");
        Assert.Equal("custody-1", (await bank.GetAsync("/v1/custody/icbc"))["id"]!.GetValue<string>());
        Assert.Equal(0, second.Stop());
        Assert.Equal(0, Programs.Verify(store).ExitCode);
    }

    [Fact]
    public void Run_says_what_it_does_not_understand_and_starts_nothing()
    {
        var (code, said) = Programs.Run(Repository.PathOf("run"), "--nonsense");
        Assert.Equal(2, code);
        Assert.Contains("usage:", said, StringComparison.Ordinal);
    }

    private static Task<GranaryProcess> StartAsync(Store store) =>
        GranaryProcess.StartAsync(Repository.PathOf("run"), store.Folder, ["--urls", "http://127.0.0.1:0", "--data", store.Folder]);

    private static string Built()
    {
        var actors = File.ReadAllText(Repository.PathOf("artifacts/actors")).Trim();
        return Repository.PathOf($"artifacts/{actors.ToLowerInvariant()}/built");
    }
}

/// <summary>Tests that start <c>./run</c> come one after the other: it builds into one folder.</summary>
[CollectionDefinition(nameof(RepositoryBuild), DisableParallelization = true)]
public sealed class RepositoryBuild;
