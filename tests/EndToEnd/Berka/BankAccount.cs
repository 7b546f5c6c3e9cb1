namespace Granary.EndToEnd;

/// <summary>
/// An account of the Czech bank as a Granary user. The bank let a few accounts go below zero; Granary lets nobody, so what is missing is
/// advanced as a deposit of its own and taken back from the next money that comes in.
/// </summary>
internal sealed class BankAccount(int number, GranaryClient sandbox, GranaryClient bank)
{
    private long cashMinor;
    private long advancedMinor;

    public int PostingCount { get; private set; }

    public long StoredMinor { get; set; }

    public string Page => $"/v1/users/{number}";

    public async Task OpenAsync() => Assert.Equal(201, (await sandbox.PutAsync(Page)).Status);

    public async Task PostAsync(Posting posting)
    {
        PostingCount++;
        if (posting.SignedMinor > 0)
        {
            await DepositAsync($"{posting.Id}", posting.SignedMinor);
            await PayBackAsync(posting);
            return;
        }
        var amountMinor = -posting.SignedMinor;
        if (cashMinor < amountMinor)
        {
            var missingMinor = amountMinor - cashMinor;
            await DepositAsync($"advance-{posting.Id}", missingMinor);
            advancedMinor += missingMinor;
        }
        if (posting.Symbol == "SIPO") await PayHouseholdAsync(posting, amountMinor);
        else await WithdrawAsync($"{posting.Id}", amountMinor);
    }

    /// <summary>What the account stands at, as Granary says it now.</summary>
    public async Task<long> ReadMinorAsync()
    {
        var balances = (await sandbox.GetAsync($"{Page}/balances"))["balances"]!.AsArray();
        var cash = balances.SingleOrDefault(balance => balance!["pocket"]!.GetValue<string>() == "cash")?["amountMinor"]!.GetValue<long>() ?? 0;
        Assert.Equal(cashMinor, cash);
        return cash - advancedMinor;
    }

    private async Task PayBackAsync(Posting posting)
    {
        var backMinor = Math.Min(advancedMinor, cashMinor);
        if (backMinor == 0) return;
        await WithdrawAsync($"back-{posting.Id}", backMinor);
        advancedMinor -= backMinor;
    }

    private async Task DepositAsync(string reference, long amountMinor)
    {
        await AcceptedAsync(bank.PostAsync(
            "/v1/custody/icbc/deposits",
            $$"""{"user":"user-{{number}}","amountMinor":{{amountMinor}},"currency":"CZK","bankReference":"{{reference}}"}""", $"deposit-{reference}"));
        cashMinor += amountMinor;
    }

    private async Task WithdrawAsync(string reference, long amountMinor)
    {
        var asked = await AcceptedAsync(sandbox.PostAsync(
            $"{Page}/withdrawals", $$"""{"custodian":"icbc","amountMinor":{{amountMinor}},"currency":"CZK"}""", $"withdrawal-{reference}"));
        cashMinor -= amountMinor;
        Assert.Equal(cashMinor, asked.Json["balance"]!["amountMinor"]!.GetValue<long>());
        var id = asked.Json["withdrawal"]!["id"]!.GetValue<string>();
        await AcceptedAsync(bank.PostAsync($"/v1/custody/icbc/withdrawals/{id}/confirm", "{}", $"confirm-{reference}"));
    }

    private async Task PayHouseholdAsync(Posting posting, long amountMinor)
    {
        await AcceptedAsync(sandbox.PostAsync(
            $"{Page}/payments",
            $$"""{"merchant":"merchant-1","amountMinor":{{amountMinor}},"currency":"CZK","scene":"utilities","order":"{{posting.Id}}"}""",
            $"payment-{posting.Id}"));
        cashMinor -= amountMinor;
    }

    private static async Task<Reply> AcceptedAsync(Task<Reply> sending)
    {
        var reply = await sending;
        Assert.True(reply.IsSuccess, $"{reply.Status} {reply.Body}");
        return reply;
    }
}
