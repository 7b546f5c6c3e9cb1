using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>The bank reports money of a user.</summary>
public sealed class Deposit(int user, int custodian, long amountMinor) : Operation
{
    public override string Name => "deposit";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add(
            $$"""{"user":"{{market.Number(user)}}","amountMinor":{{amountMinor}},"currency":"CNY","bankReference":"{{idempotencyKey}}"}""");
        writer.Post(market.Path(custodian) + "/deposits", keys.Bank, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open) =>
        shadow.Move(custodian, Purse.Bank, user, Purse.Cash, amountMinor);
}
