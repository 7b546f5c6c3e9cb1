using System.Globalization;
using Granary.Journal;
using Granary.Journal.Postgres;
using Granary.Journal.Sqlite;
using Granary.Ledger;

// A second process for the journal's tests: opens the journal and, when asked to, lets some users write into it.
// Arguments: postgres|sqlite, connection string or file, first user, users, entries of each.
IJournalStore store = args[0] == "postgres"
    ? new PostgresJournalStore(new PostgresOptions(args[1], PartitionCountAtCreation: 4))
    : new SqliteJournalStore(new SqliteOptions(args[1]));
await using var journal = await GroupCommitJournal.OpenAsync(store, new JournalOptions(), TimeProvider.System);
var (first, users, entries) = (Number(2), Number(3), Number(4));
await Task.WhenAll(Enumerable.Range(first, users).Select(user => Task.Run(() => WriteAsync(new OwnerId(OwnerKind.User, user)))));
return 0;

async Task WriteAsync(OwnerId user)
{
    for (var sequence = 1L; sequence <= entries; sequence++)
    {
        var entry = new Entry(
            user, sequence, CommandId.HashOf("writer", $"{user}", $"{sequence}"), CommandId.HashOf("request"), AtMs: sequence,
            new OwnerEvent.Frozen("by another process"), []);
        var result = await journal.AppendAsync([entry]);
        if (result is not AppendResult.Appended) throw new InvalidOperationException($"{user} {sequence}: {result}");
    }
}

int Number(int index) => index < args.Length ? int.Parse(args[index], CultureInfo.InvariantCulture) : 0;
