using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>What the program is told when it starts.</summary>
/// <param name="Url">One http address; TLS ends at the proxy in front.</param>
/// <param name="IsClient">No grains in this process: it is a client of a cluster of silos.</param>
internal sealed record HostArguments(string Url, SiloOptions Silo, bool IsClient = false)
{
    public const string StandardUrl = "http://127.0.0.1:5080";

    private static readonly TimeSpan StandardGrace = TimeSpan.FromSeconds(3);

    /// <returns>The arguments, or null and what is wrong.</returns>
    public static (HostArguments? Arguments, string Problem) Parse(IReadOnlyList<string> given, Func<string, string?> environment)
    {
        var (options, url, isClient) = (new SiloOptions { DrainGrace = StandardGrace }, StandardUrl, false);
        IReadOnlyList<Argument> known =
        [
            new("--urls", "http://HOST:PORT", "GRANARY_URLS", text => Argument.Take((IsHttp(text), text), "not an http address", address => url = address)),
            .. SiloArguments.Of(options),
            new("--client", null, "GRANARY_CLIENT", text => Argument.Take(SiloArguments.Truth(text), "true or false", truth => isClient = truth)),
        ];
        var problem = Argument.Read(given, known, environment) ?? (isClient ? CheckClient(options, environment) : SiloArguments.Check(options, environment));
        return problem is null ? (new HostArguments(url, options, isClient), "") : (null, $"{problem}\n{Argument.UsageOf(known)}");
    }

    private static string? CheckClient(SiloOptions options, Func<string, string?> environment)
    {
        if (!ActorRuntime.HasClusters) return $"--client needs a build with Actors=Orleans; this one is {ActorRuntime.Name}";
        if (options.Cluster.Connection is null) return "--client needs --cluster: it has no grains of its own";
        return options.Postgres is null ? SiloArguments.CheckSecret(options, environment) : "--client does not go with --postgres: the journal is the silos'";
    }

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp;
}
