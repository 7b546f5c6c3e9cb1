using System.Collections.Concurrent;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>Fifteen months of a real bank through the HTTP API, day by day, compared with the balances that the bank printed.</summary>
public sealed class BerkaReplay(ITestOutputHelper output)
{
    // The source rounds every balance to a tenth of a koruna.
    private const long ToleranceMinor = 10;

    [DataFact(Posting.DataSet)]
    public async Task Every_day_of_every_account_ends_at_the_balance_that_the_bank_printed()
    {
        using var store = new Store();
        using var granary = await GranaryProcess.StartAsync(store);
        using var sandbox = granary.Client("sandbox");
        using var bank = granary.Client("bank");
        var postings = Posting.ReadAll();
        Assert.Equal(46_997, postings.Count);
        var accounts = postings.Select(posting => posting.Account).Distinct().ToDictionary(number => number, number => new BankAccount(number, sandbox, bank));
        Assert.Equal(1_229, accounts.Count);
        Assert.True((await sandbox.PutAsync("/v1/merchants/1")).IsSuccess);
        await EachAsync(accounts.Values, account => account.OpenAsync());

        ConcurrentBag<string> wrongs = [];
        foreach (var day in postings.GroupBy(posting => posting.Day).OrderBy(day => day.Key, StringComparer.Ordinal))
        {
            await EachAsync(day.GroupBy(posting => posting.Account), async group =>
            {
                if (await ReplayDayAsync(accounts[group.Key], [.. group]) is { } wrong) wrongs.Add($"{day.Key}, account {group.Key}: {wrong}");
            });
        }
        Assert.True(wrongs.IsEmpty, $"{wrongs.Count} days differ:\n{string.Join('\n', wrongs.Order().Take(20))}");
        output.WriteLine($"{postings.Count} postings of {accounts.Count} accounts: every day ends as the bank printed it");

        using var auditor = granary.Client("auditor");
        var proof = await auditor.GetAsync("/v1/ledger/proof");
        Assert.Equal(0, proof["sumsMinor"]!["CZK"]!.GetValue<long>());
        Assert.Equal(proof["custodyMinor"]!.ToJsonString(), proof["customerLiabilitiesMinor"]!.ToJsonString());
        Assert.Equal(0, granary.Stop());
        var (code, said) = Programs.Verify(store);
        Assert.True(code == 0, said);
    }

    // Credits first: the order within a day is not stored, and nobody can spend what has not arrived.
    private static async Task<string?> ReplayDayAsync(BankAccount account, IReadOnlyList<Posting> day)
    {
        foreach (var posting in day.OrderByDescending(posting => posting.SignedMinor)) await account.PostAsync(posting);
        if (Posting.DayEndMinor(account.StoredMinor, day, ToleranceMinor) is not { } printedMinor) return "the printed balances do not follow from each other";
        account.StoredMinor = printedMinor;
        var ledgerMinor = await account.ReadMinorAsync();
        return Math.Abs(ledgerMinor - printedMinor) <= ToleranceMinor * account.PostingCount ? null : $"the bank printed {printedMinor}, the ledger says {ledgerMinor}";
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (item, _) => await act(item));
}
