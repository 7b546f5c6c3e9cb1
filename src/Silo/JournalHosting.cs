using Granary.Journal;
using Granary.Journal.Postgres;
using Granary.Journal.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>Chooses the store and opens the journal. The container closes it last, when nobody appends any more.</summary>
internal static class JournalHosting
{
    /// <summary>How long a host waits for a store that starts. Whoever supervises hosts must be more patient.</summary>
    internal static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    internal static void AddJournal(this IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton(_ => StoreOf(options));
        // Opened where it is first asked for, in the middle of start-up: a host without its journal must not start.
        services.AddSingleton(provider => OpenAsync(
            provider.GetRequiredService<IJournalStore>(), options.Journal, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(JournalHosting))).GetAwaiter().GetResult());
        services.AddSingleton<IHostTable>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.AddSingleton<IJournalQueries>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.AddSingleton<IObservationStore>(provider => provider.GetRequiredService<GroupCommitJournal>());
    }

    /// <summary>
    /// Waits for a store that says it is starting. After a power cut everything comes back at once, and PostgreSQL replays its log for minutes; a host
    /// that gave up would only have to be started again, and whoever starts it soon waits longer and longer, or gives up too.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It is not there for another reason, or not soon enough.</exception>
    internal static async Task<GroupCommitJournal> OpenAsync(IJournalStore store, JournalOptions options, TimeProvider time, ILogger log)
    {
        var since = time.GetTimestamp();
        for (var isSaid = false; ; isSaid = true)
        {
            try
            {
                return await GroupCommitJournal.OpenAsync(store, options, time).ConfigureAwait(false);
            }
            catch (JournalUnavailableException gone) when (gone.IsStarting && time.GetElapsedTime(since) < StartsWithin)
            {
                if (!isSaid) log.LogWarning("Waiting: {Reason}", gone.Message);
                await Task.Delay(LookAgainAfter, time).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The store that the options name. Creates the folder of an embedded one.</summary>
    internal static IJournalStore StoreOf(SiloOptions options)
    {
        if (options.Postgres is { } connection) return new PostgresJournalStore(new PostgresOptions(connection));
        Directory.CreateDirectory(options.DataFolder);
        return new SqliteJournalStore(new SqliteOptions(EmbeddedFileOf(options)));
    }

    /// <summary>Where the journal is, in words and without a password.</summary>
    internal static string PlaceOf(SiloOptions options) =>
        options.Postgres is { } connection ? new PostgresOptions(connection).Place : EmbeddedFileOf(options);

    internal static string EmbeddedFileOf(SiloOptions options) => Path.Combine(options.DataFolder, "granary.db");
}
