using System.Globalization;
using System.Net.Sockets;
using Granary.Cli.SaleDay;
using Spectre.Console;

namespace Granary.Cli.Commands;

/// <summary>What a verb may touch outside itself, so that a test can hand it something else.</summary>
/// <param name="IsWatched">A person looks at the output: colours and moving bars make sense.</param>
public sealed record Surroundings(TextWriter Output, TextWriter Error, Func<string, string?> Variable, TimeProvider Time, bool IsWatched)
{
    public static Surroundings Real { get; } =
        new(Console.Out, Console.Error, Environment.GetEnvironmentVariable, TimeProvider.System, IsWatched: !Console.IsOutputRedirected);

    /// <summary>Where tables and progress go.</summary>
    public IAnsiConsole Terminal => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Output),
        Ansi = IsWatched ? AnsiSupport.Detect : AnsiSupport.No,
        Interactive = IsWatched ? InteractionSupport.Detect : InteractionSupport.No,
    });

    public (ApiKeys? Keys, string? Problem) FindKeys(IReadOnlyList<string> options) => ApiKeys.Find(options, Variable);

    public string NewRunId() => Time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);

    public ExitCode Fail(ExitCode code, string why)
    {
        Error.WriteLine(why);
        return code;
    }

    /// <summary>Runs what talks to a server; a server that is not there is an exit code and not a stack trace.</summary>
    public async Task<ExitCode> ReachAsync(Uri server, Func<Task<ExitCode>> talk)
    {
        try
        {
            return await talk();
        }
        catch (SocketException unreachable)
        {
            return Fail(ExitCode.ServerUnreachable, $"{server}: {unreachable.Message}");
        }
    }
}
