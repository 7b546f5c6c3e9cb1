using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>A user pays a merchant for an order.</summary>
public sealed class Payment(int user, int merchant, long amountMinor, string scene) : Operation
{
    public override string Name => "payment";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add(
            $$"""{"merchant":"{{market.Number(merchant)}}","amountMinor":{{amountMinor}},"currency":"CNY","scene":"{{scene}}","order":"{{idempotencyKey}}"}""");
        writer.Post(market.Path(user) + "/payments", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open)
    {
        shadow.Move(user, Purse.Cash, merchant, Purse.Pending, amountMinor);
        if (AnswerJson.Text(answer.Body, "payment", "id") is { } id) open.Payments.Put(new(id, user, merchant, amountMinor, Confirmed: false));
    }
}
