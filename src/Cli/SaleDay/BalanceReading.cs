using System.Text.Json;
using Granary.Cli.Http;

namespace Granary.Cli.SaleDay;

/// <summary>Reads what the server says that everybody holds.</summary>
public sealed class BalanceReading(Crowd crowd, Market market, ApiKeys keys)
{
    /// <summary>Calls for every owner and purse, 0 for one that the server does not list; null when all were read, otherwise what went wrong.</summary>
    public async Task<Answered?> ReadAsync(Action<int, Purse, long> take)
    {
        Answered? wrong = null;
        await crowd.ShareAsync(market.OwnerCount, async (caller, owner) =>
        {
            if (wrong is not null) return;
            var path = market.Path(owner) + "/balances";
            caller.Writer.Begin().Get(path, owner == market.CustodianIndex ? keys.Bank : keys.Sandbox);
            var answer = await caller.SendAsync();
            if (answer.IsAccepted) Take(answer.Body, owner, take);
            else wrong ??= new Answered($"GET {path}", answer.Status, AnswerJson.Code(answer.Body));
        });
        return wrong;
    }

    private static void Take(ReadOnlyMemory<byte> body, int owner, Action<int, Purse, long> take)
    {
        Span<long> amounts = stackalloc long[Purses.Length];
        amounts.Clear();
        using var document = JsonDocument.Parse(body);
        foreach (var balance in document.RootElement.GetProperty("balances").EnumerateArray())
        {
            if (balance.GetProperty("currency").GetString() != "CNY") continue;
            if (Enum.TryParse<Purse>(balance.GetProperty("pocket").GetString(), ignoreCase: true, out var purse))
                amounts[(int)purse] = balance.GetProperty("amountMinor").GetInt64();
        }
        foreach (var purse in Purses) take(owner, purse, amounts[(int)purse]);
    }

    private static readonly Purse[] Purses = Enum.GetValues<Purse>();
}
