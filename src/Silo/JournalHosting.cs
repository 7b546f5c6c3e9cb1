using Granary.Journal;
using Granary.Journal.Postgres;
using Granary.Journal.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Granary.Silo;

/// <summary>Chooses the store and opens the journal. The container closes it last, when nobody appends any more.</summary>
internal static class JournalHosting
{
    internal static void AddJournal(this IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton(_ => StoreOf(options));
        // Opened where it is first asked for, in the middle of start-up: a host without its journal must not start.
        services.AddSingleton(provider => GroupCommitJournal.OpenAsync(
            provider.GetRequiredService<IJournalStore>(), options.Journal, provider.GetRequiredService<TimeProvider>()).GetAwaiter().GetResult());
        services.AddSingleton<IHostTable>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.AddSingleton<IJournalQueries>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.AddSingleton<IObservationStore>(provider => provider.GetRequiredService<GroupCommitJournal>());
    }

    /// <summary>The store that the options name. Creates the folder of an embedded one.</summary>
    internal static IJournalStore StoreOf(SiloOptions options)
    {
        if (options.Postgres is { } connection) return new PostgresJournalStore(new PostgresOptions(connection));
        Directory.CreateDirectory(options.DataFolder);
        return new SqliteJournalStore(new SqliteOptions(EmbeddedFileOf(options)));
    }

    internal static string EmbeddedFileOf(SiloOptions options) => Path.Combine(options.DataFolder, "granary.db");
}
