using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>A user asks for money to be paid out.</summary>
public sealed class AskWithdrawal(int user, int custodian, long amountMinor) : Operation
{
    public override string Name => "withdrawal";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($$"""{"custodian":"{{market.Custodian}}","amountMinor":{{amountMinor}},"currency":"CNY"}""");
        writer.Post(market.Path(user) + "/withdrawals", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open)
    {
        shadow.Move(user, Purse.Cash, custodian, Purse.Outbound, amountMinor);
        if (AnswerJson.Text(answer.Body, "withdrawal", "id") is { } id) open.Withdrawals.Put(new(id, user, amountMinor));
    }
}

/// <summary>The bank has paid it out.</summary>
public sealed class ConfirmWithdrawal(OpenMatters.Asked withdrawal, int custodian) : Operation
{
    public override string Name => "withdrawal-confirm";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($"{{}}");
        writer.Post($"{market.Path(custodian)}/withdrawals/{withdrawal.Id}/confirm", keys.Bank, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open) =>
        shadow.Move(custodian, Purse.Outbound, custodian, Purse.Bank, withdrawal.AmountMinor);
}

/// <summary>The bank will not pay it out.</summary>
public sealed class RefuseWithdrawal(OpenMatters.Asked withdrawal, int custodian) : Operation
{
    public override string Name => "withdrawal-refuse";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($$"""{"reason":"account closed"}""");
        writer.Post($"{market.Path(custodian)}/withdrawals/{withdrawal.Id}/refuse", keys.Bank, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open) =>
        shadow.Move(custodian, Purse.Outbound, withdrawal.User, Purse.Cash, withdrawal.AmountMinor);
}
