using System.Globalization;
using System.Text.RegularExpressions;

namespace Granary.Silo;

/// <summary>The arguments that every program with a journal or a cluster takes.</summary>
public static partial class SiloArguments
{
    /// <summary>Where the journal is: all that <c>verify</c> needs to know.</summary>
    public static IReadOnlyList<Argument> OfJournal(SiloOptions options) =>
    [
        new("--data", "DIR", "GRANARY_DATA", text => Set(() => options.DataFolder = text)),
        new("--postgres", "CONNECTION-STRING", "GRANARY_POSTGRES", text => Set(() => options.Postgres = text)),
    ];

    public static IReadOnlyList<Argument> Of(SiloOptions options) =>
    [
        .. OfJournal(options),
        new("--no-sandbox", null, "GRANARY_SANDBOX", text => Argument.Take(Truth(text), "true or false", truth => options.Sandbox = truth), Means: "false"),
        new("--name", "NAME", "GRANARY_HOST", text => Argument.Take((HostName().IsMatch(text), text), "1 to 64 letters, digits, dots and dashes", name => options.Name = name)),
        new("--drain-grace", "SECONDS", "GRANARY_DRAIN_GRACE", text => Argument.Take(Whole(text, 0, 8), "0 to 8 seconds", seconds => options.DrainGrace = TimeSpan.FromSeconds(seconds))),
        new("--idle-owner-minutes", "MINUTES", "GRANARY_IDLE_OWNER_MINUTES",
            text => Argument.Take(Whole(text, 2, 1_440), "2 to 1440 minutes", minutes => options.IdleOwnerAge = TimeSpan.FromMinutes(minutes))),
        new("--cluster", "CONNECTION-STRING", "GRANARY_CLUSTER", text => Set(() => options.Cluster.Connection = text)),
        new("--address", "IP", "GRANARY_ADDRESS", text => Set(() => options.Cluster.Address = text)),
        new("--silo-port", "PORT", "GRANARY_SILO_PORT", text => Argument.Take(Port(text), "a port", port => options.Cluster.SiloPort = port)),
        new("--gateway-port", "PORT", "GRANARY_GATEWAY_PORT", text => Argument.Take(Port(text), "a port", port => options.Cluster.GatewayPort = port)),
    ];

    /// <summary>What cannot be together; null when all is well.</summary>
    public static string? Check(SiloOptions options, Func<string, string?> environment)
    {
        if (options.Postgres is not null && CheckSecret(options, environment) is { } lacking) return lacking;
        if (options.Cluster.Connection is null)
        {
            return options.Cluster.IsDescribed ? "--address, --silo-port and --gateway-port are for silos of a cluster: --cluster is missing" : null;
        }
        if (!ActorRuntime.HasClusters) return $"--cluster needs a build with Actors=Orleans; this one is {ActorRuntime.Name}";
        return options.Postgres is null ? "--cluster needs --postgres: the silos of a cluster share one journal" : null;
    }

    /// <summary>
    /// Hosts that share a ledger share their secret. A file would be each one's own, and where the folder does not outlive the host a new one at every
    /// start: cursors, replays of issued keys and the signatures of all webhooks would be wrong.
    /// </summary>
    public static string? CheckSecret(SiloOptions options, Func<string, string?> environment) =>
        options.Sandbox || environment(HostSecret.Variable) is { Length: > 0 }
            ? null
            : $"{HostSecret.Variable} is missing: outside a sandbox hosts that share a journal are given the same one";

    public static (bool IsGood, bool Value) Truth(string text) => text switch { "true" => (true, true), "false" => (true, false), _ => (false, false) };

    public static (bool IsGood, int Value) Whole(string text, int min, int max) =>
        (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max, number);

    private static (bool IsGood, int Value) Port(string text) => Whole(text, 1, 65_535);

    private static string? Set(Action set)
    {
        set();
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex HostName();
}
