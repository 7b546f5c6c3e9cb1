using Granary.Journal;
using Granary.Journal.Postgres;
using Granary.Journal.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Granary.Silo;

/// <summary>Chooses the store, opens the journal before anything can ask for it, and closes it after everything else has stopped.</summary>
internal static class JournalHosting
{
    internal static void AddJournal(this IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton<OpenJournal>().AddHostedService(provider => provider.GetRequiredService<OpenJournal>());
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<OpenJournal>().Journal);
        services.AddSingleton<IJournalQueries>(provider => provider.GetRequiredService<OpenJournal>().Journal);
        services.AddSingleton<SiloReadiness>();
    }

    /// <summary>The store that the options name. Creates the folder of an embedded one.</summary>
    internal static IJournalStore StoreOf(SiloOptions options)
    {
        if (options.Postgres is { } connection) return new PostgresJournalStore(new PostgresOptions(connection));
        Directory.CreateDirectory(options.DataFolder);
        return new SqliteJournalStore(new SqliteOptions(Path.Combine(options.DataFolder, "granary.db")));
    }

    private sealed class OpenJournal(SiloOptions options, TimeProvider time) : IHostedLifecycleService, IAsyncDisposable
    {
        private GroupCommitJournal? journal;

        public GroupCommitJournal Journal => journal ?? throw new InvalidOperationException("the journal is opened when the host starts");

        public async Task StartingAsync(CancellationToken cancellationToken) =>
            journal = await GroupCommitJournal.OpenAsync(StoreOf(options), options.Journal, time, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // Last of all, when grains have kept their snapshots and nobody appends any more.
        public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref journal, null) is { } open) await open.DisposeAsync();
        }
    }
}
