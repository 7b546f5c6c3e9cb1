using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>
/// Orleans' own tables, by <c>deploy/orleans-sql</c>: from a checkout of Orleans that <c>GRANARY_ORLEANS_SQL</c> names, or from its release.
/// </summary>
internal static class OrleansSql
{
    /// <summary>Why there can be no cluster of Orleans silos here; null when there can.</summary>
    public static string? MissingBecause { get; } =
        !Programs.IsOrleans ? "only the build on Orleans has clusters"
        : PostgresServer.MissingBecause is { } missing ? missing
        : Checkout is not null ? null
        : Programs.Run("curl", "-fsSL", "--max-time", "5", "-o", "/dev/null", "https://raw.githubusercontent.com/dotnet/orleans/main/README.md").ExitCode == 0 ? null
        : "Orleans' SQL cannot be downloaded here; GRANARY_ORLEANS_SQL can name a checkout of Orleans";

    private static string? Checkout => Environment.GetEnvironmentVariable("GRANARY_ORLEANS_SQL");

    public static void Apply(PostgresServer postgres, string database)
    {
        string[] from = Checkout is { } checkout ? ["--from", checkout] : [];
        var (code, said) = Programs.Run(
            Repository.PathOf("deploy/orleans-sql"), [.. from, $"host=127.0.0.1 port={postgres.Port} user=postgres dbname={database}"]);
        Assert.True(code == 0, said);
    }
}

/// <summary>A test that is skipped, with the reason, where silos cannot form a cluster.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute() => Skip = OrleansSql.MissingBecause;
}
