using Granary.Fixtures;

namespace Granary.Benchmarks;

/// <summary>What a fast ledger is worth nothing without: after its rounds every journal is replayed by <c>granary verify</c>.</summary>
public static class Verification
{
    /// <summary>Null when the journal is clean; otherwise what verify says.</summary>
    public static async Task<string?> RunAsync(string connectionString)
    {
        var (exitCode, output, error) = await Programs.TryRunAsync("dotnet", Built.PathOf("Silo"), "verify", "--postgres", connectionString, "--quiet");
        return exitCode == 0 ? null : $"verify ended with {exitCode}: {(output + error).Trim()}";
    }
}
