using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Where a route is, and how its path names an owner.</summary>
/// <param name="OwnerKind">Null when the path has no owner.</param>
/// <param name="OwnerParam">The part of the pattern that is the owner.</param>
/// <param name="DetailParam">The part of the pattern that is something else: a hold, a withdrawal, a key.</param>
internal sealed record RoutePlace(string Method, string Pattern, OwnerKind? OwnerKind, string? OwnerParam, string? DetailParam)
{
    /// <summary>Such as <c>POST /v1/users/{id}/payments</c>.</summary>
    public string Name { get; } = $"{Method} {Pattern}";

    /// <summary>Health and metrics also answer when there is too much to do: then most of all.</summary>
    public static bool IsAlwaysAnswered(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal) || path == "/metrics";

    public string DetailOf(HttpContext http) => DetailParam is null ? "" : (string?)http.Request.RouteValues[DetailParam] ?? "";
}
