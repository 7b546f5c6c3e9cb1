using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>A rolling change of version: every other time back to the one before this, then forward again.</summary>
internal sealed class AllReplaced(Besieged besieged) : IFault
{
    private readonly AllRestarted restarted = new(besieged);
    private bool isBack;

    public async Task<string> StrikeAsync(Random chance)
    {
        isBack = !isBack;
        besieged.Cluster.ProgramOf = isBack ? EarlierVersion.PathOf : Built.PathOf;
        return $"{(isBack ? "back to the version before" : "forward to this version")}: {await restarted.StrikeAsync(chance)}";
    }
}

/// <summary>The version before this one: a checkout of it, built as this one is, that <c>GRANARY_PREVIOUS</c> names. <c>./test.sh --long</c> makes one.</summary>
internal static class EarlierVersion
{
    private static readonly string? Checkout = Environment.GetEnvironmentVariable("GRANARY_PREVIOUS");

    /// <summary>Why there is none here; null when there is.</summary>
    public static string? MissingBecause { get; } =
        Checkout is null ? "GRANARY_PREVIOUS names no checkout of an earlier version"
        : File.Exists(PathOf("ApiHost")) ? null
        : $"{PathOf("ApiHost")} is not built";

    public static string PathOf(string project) => Built.PathOf(project).Replace(Repository.PathOf("artifacts"), $"{Checkout}/artifacts", StringComparison.Ordinal);
}

/// <summary>A test that is skipped, with the reason, where there is no earlier version to go back to.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EarlierVersionFactAttribute : FactAttribute
{
    public EarlierVersionFactAttribute() => Skip = EarlierVersion.MissingBecause ?? HaproxyServer.MissingBecause ?? PostgresServer.MissingBecause;
}
