using System.Text.Json.Nodes;
using Granary.Cli.Commands;

namespace Granary.Cli.Tests;

/// <summary>One run of the command line with captured output.</summary>
internal sealed record CommandRun(ExitCode ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static async Task<CommandRun> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, new Surroundings(output, error, _ => null, TimeProvider.System, IsWatched: false));
        return new CommandRun((ExitCode)exitCode, output.ToString(), error.ToString());
    }

    public static Task<CommandRun> OfSaleDayAsync(string url, params string[] more) => OfAsync([
        "saleday", "--url", url, "--key", "sandbox=s", "--key", "bank=b", "--key", "operator=o", "--users", "20", "--merchants", "5",
        "--connections", "4", "--first", "1", "--seed", "3", "--json",
        .. more.Contains("--payments") ? [] : new[] { "--payments", "600" }, .. more]);
}
