using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>What the program is told when it starts.</summary>
/// <param name="Url">One http address; TLS ends at the proxy in front.</param>
internal sealed record HostArguments(string Url, SiloOptions Silo)
{
    public const string Usage = "usage: [--urls http://HOST:PORT] [--data DIR | --postgres CONNECTION-STRING] [--no-sandbox]";
    public const string StandardUrl = "http://127.0.0.1:5080";

    /// <returns>The arguments, or null and what is wrong.</returns>
    public static (HostArguments? Arguments, string Problem) Parse(IReadOnlyList<string> arguments)
    {
        var url = StandardUrl;
        List<string> rest = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] != "--urls") rest.Add(arguments[i]);
            else if (++i < arguments.Count) url = arguments[i];
            else return (null, Usage);
        }
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp) return (null, $"--urls {url}: not an http address\n{Usage}");
        var (silo, problem) = SiloArguments.Parse(rest);
        return silo is null ? (null, $"{problem.Split('\n')[0]}\n{Usage}") : (new HostArguments(url, silo), "");
    }
}
