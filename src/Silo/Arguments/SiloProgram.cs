namespace Granary.Silo;

/// <summary>What the silo program is told when it starts.</summary>
/// <param name="HealthUrl">One http address for health and metrics; nothing else is served there.</param>
internal sealed record SiloProgram(SiloOptions Silo, string HealthUrl)
{
    private const string StandardHealthUrl = "http://127.0.0.1:8081";

    /// <returns>The arguments, or null and what is wrong.</returns>
    public static (SiloProgram? Program, string Problem) Parse(IReadOnlyList<string> given, Func<string, string?> environment)
    {
        var (options, healthUrl) = (new SiloOptions(), StandardHealthUrl);
        IReadOnlyList<Argument> known =
        [
            .. SiloArguments.Of(options),
            new("--health", "URL", "GRANARY_HEALTH", text => Argument.Take((IsHttp(text), text), "not an http address", url => healthUrl = url)),
        ];
        var problem = Argument.Read(given, known, environment) ?? SiloArguments.Check(options, environment);
        return problem is null ? (new SiloProgram(options, healthUrl), "") : (null, $"{problem}\n{Argument.UsageOf(known)}");
    }

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp;
}
