using System.CommandLine;

namespace Granary.Cli.Commands;

/// <summary>The verbs of <c>granary</c>, and what their exit codes mean.</summary>
public static class CommandLine
{
    private const string About = """
        Granary from the outside: everything here speaks HTTP and nothing else.

        Exit codes: 0 fine; 1 money does not add up; 2 usage, a missing or refused key; 3 server unreachable; 4 answers that should not
        happen, or requests whose outcome is unknown; 5 not found.

        ./granary also knows "verify" and "migrate", which open the journal itself and run beside the server's data.
        """;

    public static async Task<int> RunAsync(string[] arguments, Surroundings around)
    {
        var root = new RootCommand(About);
        root.Subcommands.Add(new SaleDayCommand(around).Build());
        root.Subcommands.Add(new SeedCommand(around).Build());
        root.Subcommands.Add(new TraceCommand(around).Build());
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await around.Error.WriteLineAsync(error.Message);
            return (int)ExitCode.Usage;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = around.Output, Error = around.Error });
    }
}
