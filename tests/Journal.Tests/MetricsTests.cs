using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Granary.Journal.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task The_journal_counts_what_it_does()
    {
        using var home = new SqliteHome();
        var counted = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, heard) =>
        {
            if (instrument.Meter.Name == "Granary.Journal") heard.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument, 1));
        listener.Start();
        await using var journal = await GroupCommitJournal.OpenAsync(home.NewStore(), new JournalOptions(), TimeProvider.System);

        var opened = Given.Opened(Given.User(1));
        await journal.AppendAsync([opened]);
        await journal.AppendAsync([opened]);
        await journal.AppendAsync([Given.Frozen(Given.User(1), 9)]);
        await journal.AppendAsync([Given.Paid(Given.User(1), 2, Given.Merchant(1), 5)]);
        await journal.ReadFeedAsync(0, after: 0, countMax: 10);
        await journal.ReadFeedAsync(0, after: 2, countMax: 10);
        await journal.LoadAsync(Given.User(1));
        await journal.SaveSnapshotAsync(new OwnerSnapshot(Given.User(1), new Seen(2, [2]), "{}"u8.ToArray()));
        listener.RecordObservableInstruments();

        // Other tests run beside this one on the same meter: at least.
        string[] expected = ["entries", "duplicates", "fenced", "append.duration", "batch.rows", "tail.hits", "tail.misses", "loads", "snapshots"];
        Assert.All(expected, name => Assert.True(counted.GetValueOrDefault($"granary.journal.{name}") >= 1, name));
        Assert.True(counted["granary.journal.entries"] >= 2);
        Assert.True(counted["granary.journal.batch.rows"] >= 3);
        Assert.Contains("granary.journal.queue.entries", counted.Keys);

        void Add(Instrument instrument, double value) => counted.AddOrUpdate(instrument.Name, value, (_, before) => before + value);
    }
}
