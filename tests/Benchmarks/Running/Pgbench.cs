using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Granary.Benchmarks;

/// <summary>PostgreSQL's own load generator, with 16 clients.</summary>
public sealed partial class Pgbench(string connectionString)
{
    public const int ClientCount = 16;
    public const string Simple = "simple";
    public const string Prepared = "prepared";
    private readonly NpgsqlConnectionStringBuilder server = new(connectionString);

    public Task InitializeAsync(int scale) => RunAsync("-i", "-q", "-s", scale.ToString(CultureInfo.InvariantCulture));

    /// <summary>Transactions per second without the time of connecting.</summary>
    public async Task<Measurement> MeasureAsync(TimeSpan duration, string protocol, params string[] script)
    {
        var seconds = ((int)Math.Ceiling(duration.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var output = await RunAsync(["-n", "-M", protocol, "-c", $"{ClientCount}", "-j", "2", "-T", seconds, .. script]);
        var failed = Failed().Match(output) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return new Measurement(double.Parse(Tps().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), failed);
    }

    private Task<string> RunAsync(params string[] arguments) => Programs.RunAsync("pgbench", [
        "-h", server.Host!, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", server.Username!, .. arguments, server.Database!]);

    [GeneratedRegex(@"^tps = ([0-9.]+) \(without", RegexOptions.Multiline)]
    private static partial Regex Tps();

    [GeneratedRegex(@"^number of failed transactions: ([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
