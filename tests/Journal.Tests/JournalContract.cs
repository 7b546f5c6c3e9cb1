using System.Collections.Immutable;
using Granary.Journal.Audit;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>What every suite of the contract needs: an open journal on an empty database.</summary>
public abstract class JournalContract(StoreHome home) : IAsyncLifetime
{
    protected StoreHome Home { get; } = home;

    protected GroupCommitJournal Journal { get; private set; } = null!;

    /// <summary>A store of its own on the same database, as another process would have.</summary>
    protected IJournalStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Journal = await OpenAsync();
        Store = Home.NewStore();
        await Store.OpenAsync(default);
    }

    public async Task DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Store.DisposeAsync();
        Home.Dispose();
    }

    protected async Task<GroupCommitJournal> OpenAsync(JournalOptions? options = null) =>
        await GroupCommitJournal.OpenAsync(Home.NewStore(), options ?? new JournalOptions(), TimeProvider.System);

    protected async Task<ImmutableArray<PostedEntry>> WrittenAsync(params Entry[] entries)
    {
        var posted = ImmutableArray.CreateBuilder<PostedEntry>();
        foreach (var entry in entries)
        {
            posted.AddRange(Assert.IsType<AppendResult.Appended>(await Journal.AppendAsync([entry])).Entries);
        }
        return posted.ToImmutable();
    }

    protected async Task<List<AuditFinding>> AuditAsync()
    {
        var findings = new List<AuditFinding>();
        await foreach (var finding in new JournalAudit(Store, StateFolds.Of).FindingsAsync()) findings.Add(finding);
        return findings;
    }

    /// <summary>Records with arrays compare by reference; what is stored is compared as it is stored.</summary>
    protected static void AssertSame(Entry expected, Entry actual)
    {
        Assert.Equal(expected with { Transfers = [], Event = actual.Event }, actual with { Transfers = [] });
        Assert.Equal(expected.Transfers.AsEnumerable(), actual.Transfers.AsEnumerable());
        Assert.Equal(EventJson.Write(expected.Event), EventJson.Write(actual.Event));
    }

    /// <summary>Two users whose entries lie in different partitions, where there are several.</summary>
    protected (OwnerId One, OwnerId Other) Apart()
    {
        var one = Given.User(1);
        var other = Enumerable.Range(2, 100).Select(n => Given.User(n))
            .First(user => Journal.PartitionCount == 1 || Journal.PartitionOf(user) != Journal.PartitionOf(one));
        return (one, other);
    }
}
