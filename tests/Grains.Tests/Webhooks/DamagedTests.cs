using Granary.Fixtures;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>An entry whose rows are not what was written is not delivered, and keeps nothing from being delivered; repaired, it is.</summary>
public sealed class DamagedTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-hooks-").FullName;
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_lane_steps_past_a_damaged_entry_and_delivers_it_when_it_is_repaired_whoever_died_meanwhile()
    {
        CutStore? store = null;
        Webhook webhook;
        Entry[] paid;
        await using (var town = await HookTown.StartAsync(folder, change: services =>
            services.AddSingleton<IObservationStore>(provider => store = new CutStore(provider.GetRequiredService<GroupCommitJournal>()))))
        {
            webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
            var user = await town.OpenUserInAsync(partition: 0);
            // Delivered and never kept, so that the next host has to read it from the journal.
            store!.IsCut = true;
            paid = [await town.PayAsync(by: user), await town.PayAsync(by: user), await town.PayAsync(by: user)];
            await HookTown.UntilAsync(() => receiver.Taken.Count >= 3);
        }
        Damage(paid[1], isRepaired: false);
        var before = receiver.Messages.Count;

        await using (var town = await HookTown.StartAsync(folder))
        {
            await HookTown.UntilAsync(async () => await town.LaneOf(webhook) is { } lane && lane.Position == lane.Head);
            Assert.Equal([IdOf(0), IdOf(2)], receiver.Taken.Skip(before).Select(message => message.Id).Distinct());
        }

        await using var again = await HookTown.StartAsync(folder);
        Damage(paid[1], isRepaired: true);
        await HookTown.UntilAsync(() => receiver.Taken.Skip(before).Any(message => message.Id == IdOf(1)));
        await HookTown.UntilAsync(async () => await again.LaneOf(webhook) is { ParkedCount: 0, DeadCount: 0 });

        string IdOf(int payment) => HookTown.IdOf(webhook, paid[payment]);
    }

    private void Damage(Entry entry, bool isRepaired)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "granary.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            drop trigger if exists journal_line_no_update;
            update journal_line set amount_minor = amount_minor {(isRepaired ? '-' : '+')} 1 where owner = {entry.Owner.Packed} and sequence = {entry.Sequence};
            """;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
