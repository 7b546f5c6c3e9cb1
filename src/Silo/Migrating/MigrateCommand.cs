using Granary.Journal;

namespace Granary.Silo.Migrating;

/// <summary>
/// <c>granary migrate</c>: creates the journal's tables or brings them up to date, and exits. For whoever owns them: hosts may run under a role
/// that only writes, and auditors under one that only reads. Exit codes: 0 up to date, 2 the arguments are wrong, 3 it could not be done.
/// </summary>
internal static class MigrateCommand
{
    private const string Usage = "usage: granary migrate [--data DIR | --postgres CONNECTION-STRING]\n  exit codes: 0 up to date, 2 usage, 3 it could not be done";

    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Contains("--help"))
        {
            await output.WriteLineAsync(Usage);
            return 0;
        }
        var options = new SiloOptions();
        if (Argument.Read([.. arguments], SiloArguments.OfJournal(options), Environment.GetEnvironmentVariable) is { } problem)
        {
            await errors.WriteLineAsync($"{problem}\n{Usage}");
            return 2;
        }
        try
        {
            await using var store = JournalHosting.StoreOf(options);
            await store.OpenAsync(CancellationToken.None);
            await output.WriteLineAsync($"the journal is up to date, {store.PartitionCount} partitions");
            return 0;
        }
        catch (Exception refused) when (refused is JournalUnavailableException or System.Data.Common.DbException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"the journal could not be brought up to date: {refused.Message}");
            return 3;
        }
    }
}
