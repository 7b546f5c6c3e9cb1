using System.Globalization;
using Granary.Fixtures;
using Npgsql;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>
/// A backup of last night and the WAL since then make the ledger of any instant, to the cent; and with the WAL that was still on the disk,
/// the ledger of the last acknowledgement.
/// </summary>
public sealed class RestoreTests(ITestOutputHelper output)
{
    private const int Senders = 16, EachSends = 20;
    private readonly Town town = new(users: 12, merchants: 3);

    [PostgresFact]
    public async Task A_restore_to_an_instant_is_the_ledger_of_that_instant_and_clients_who_retry_carry_on_from_there()
    {
        using var postgres = PostgresServer.Archiving();
        using var store = new Store(postgres.CreateDatabase());
        await using var before = new Records(Path.Combine(store.Folder, "before.txt"));
        await using var after = new Records(Path.Combine(store.Folder, "after.txt"));
        string backup, instant;
        SortedDictionary<string, long> balances;
        using (var granary = await GranaryProcess.StartAsync(store))
        {
            await town.OpenAsync(granary, before);
            await TradeAsync(granary, before, seed: 1);
            backup = await TradeMeanwhileAsync(granary, before, seed: 2, () => postgres.BackUp("last-night"));
            await TradeAsync(granary, before, seed: 3);
            (instant, balances) = (await NowAsync(postgres), await BalancesAsync(granary));
            await TradeAsync(granary, after, seed: 4);
            Assert.NotEqual(balances, await BalancesAsync(granary));
            Assert.Equal(0, granary.Stop());
        }
        postgres.Kill9();

        using var restored = postgres.Restore(backup, $"recovery_target_time={instant}");
        using var again = StoreOn(restored, store);
        AssertVerified(again);
        using var host = await GranaryProcess.StartAsync(again);
        Assert.Equal(balances, await BalancesAsync(host));
        Assert.Empty(await new Inspection(town).FindWrongsAsync(host, before));

        // Everybody who is not sure sends again: what was before the instant is answered as it was, what came after it is done anew, once.
        Assert.Empty(await Inspection.ReplayAsync(host, before, before.Acknowledged));
        using (var sender = new Sender(host, before))
        {
            foreach (var lost in after.Acknowledged.ToList()) Assert.True(await sender.SendAsync(lost.Sent) is { Status: 201, IsReplayed: false });
        }
        Assert.Empty(await new Inspection(town).FindWrongsAsync(host, before));
        Assert.Equal(0, host.Stop());
        AssertVerified(again);
        output.WriteLine($"restored to {instant}: {before.Acknowledged.Count} acknowledged are there, {after.Acknowledged.Count} came after it");
    }

    [PostgresFact]
    public async Task A_restore_with_the_WAL_that_was_left_on_the_disk_loses_nothing_that_was_acknowledged()
    {
        using var postgres = PostgresServer.Archiving();
        using var store = new Store(postgres.CreateDatabase());
        await using var records = new Records(Path.Combine(store.Folder, "acknowledged.txt"));
        string backup;
        using (var granary = await GranaryProcess.StartAsync(store))
        {
            await town.OpenAsync(granary, records);
            backup = await TradeMeanwhileAsync(granary, records, seed: 5, () => postgres.BackUp("last-night"));
            await TradeAsync(granary, records, seed: 6);
            postgres.Kill9();
            granary.Kill9();
        }
        using var restored = postgres.Restore(backup, target: null);
        using var again = StoreOn(restored, store);
        AssertVerified(again);
        using var host = await GranaryProcess.StartAsync(again);
        Assert.Empty(await new Inspection(town).FindWrongsAsync(host, records));
        Assert.Empty(await Inspection.ReplayAsync(host, records, records.Acknowledged));
        output.WriteLine($"{records.Acknowledged.Count} acknowledged, none lost");
    }

    // The keys that a sandbox prints come of the secret in its folder; the clients keep theirs.
    private static Store StoreOn(PostgresServer server, Store before)
    {
        var store = new Store(server.ConnectionString("d1"));
        foreach (var secret in Directory.GetFiles(before.Folder, "*.secret")) File.Copy(secret, Path.Combine(store.Folder, Path.GetFileName(secret)));
        return store;
    }

    private static void AssertVerified(Store store)
    {
        var (code, said) = Programs.Verify(store);
        Assert.True(code == 0, said);
    }

    private static async Task<string> NowAsync(PostgresServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("d1"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select clock_timestamp()::text", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task<SortedDictionary<string, long>> BalancesAsync(GranaryProcess granary)
    {
        using var auditor = granary.Client("auditor");
        var balances = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (owner, page) in town.Pages)
        {
            foreach (var balance in (await auditor.GetAsync(page))["balances"]!.AsArray())
            {
                balances[string.Create(CultureInfo.InvariantCulture, $"{owner} {balance!["pocket"]}")] = balance["amountMinor"]!.GetValue<long>();
            }
        }
        return balances;
    }

    private Task TradeAsync(GranaryProcess granary, Records records, int seed) => Task.WhenAll(Enumerable.Range(0, Senders).Select(async number =>
    {
        using var sender = new Sender(granary, records);
        var random = new Random((seed * 1_000) + number);
        for (var i = 0; i < EachSends; i++) Assert.True(await sender.SendAsync(town.Next(random)) is { IsSuccess: true });
    }));

    // The backup is taken while money moves, as at night.
    private async Task<string> TradeMeanwhileAsync(GranaryProcess granary, Records records, int seed, Func<string> backUp)
    {
        var trade = TradeAsync(granary, records, seed);
        var backup = await Task.Run(backUp);
        await trade;
        return backup;
    }
}
