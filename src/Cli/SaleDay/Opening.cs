using Granary.Cli.Http;
using Granary.Cli.SaleDay.Operations;

namespace Granary.Cli.SaleDay;

/// <summary>Opens everybody and gives every user a first deposit. Safe to repeat: opening an open owner changes nothing.</summary>
public sealed class Opening(Crowd crowd, Market market, ApiKeys keys, string runId)
{
    /// <summary>How many steps <see cref="RunAsync"/> takes, for a progress bar.</summary>
    public int StepCount => (2 * market.UserCount) + market.MerchantCount;

    public int StepsDone => Volatile.Read(ref stepsDone);

    private int stepsDone;

    /// <summary>Null when everything is open and paid in; otherwise the first thing that went wrong.</summary>
    public async Task<Answered?> RunAsync(long depositMinor, ShadowLedger? shadow)
    {
        Answered? wrong = null;
        await crowd.ShareAsync(market.UserCount + market.MerchantCount, async (caller, owner) =>
        {
            caller.Writer.Begin().Add($"{{}}");
            caller.Writer.Put(market.Path(owner), keys.Operator);
            await SendAsync(caller, $"PUT {market.Path(owner)}");
        });
        if (wrong is not null || depositMinor == 0) return wrong;
        if (shadow is not null && await new BalanceReading(crowd, market, keys).ReadAsync(shadow.Set) is { } unread) return unread;
        await crowd.ShareAsync(market.UserCount, async (caller, user) =>
        {
            var deposit = new Deposit(user, market.CustodianIndex, depositMinor);
            deposit.Write(caller.Writer, market, keys, $"{runId}-open-{market.Number(user)}");
            var answer = await SendAsync(caller, $"deposit for user {market.Number(user)}");
            if (answer.IsAccepted && shadow is not null) deposit.Acknowledge(answer, shadow, new OpenMatters(countMax: 0));
        });
        return wrong;

        async Task<Answer> SendAsync(Caller caller, string what)
        {
            if (wrong is not null) return Answer.Unknown;
            var answer = await caller.SendAsync();
            if (!answer.IsAccepted) wrong ??= new Answered(what, answer.Status, AnswerJson.Code(answer.Body));
            Interlocked.Increment(ref stepsDone);
            return answer;
        }
    }
}

/// <summary>A request and the answer that nobody wanted.</summary>
/// <param name="Status">0 when there was none.</param>
public sealed record Answered(string Request, int Status, string Code)
{
    public ExitCode ExitCode => Status switch
    {
        0 or 502 or 503 or 504 => ExitCode.ServerUnreachable,
        401 or 403 => ExitCode.Usage,
        _ => ExitCode.UnexpectedAnswers,
    };

    public override string ToString() => Status == 0 ? $"{Request}: no answer" : $"{Request}: {Status} {Code}";
}
