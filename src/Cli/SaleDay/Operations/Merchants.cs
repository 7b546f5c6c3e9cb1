using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>The merchant gives a payment back, wholly or in part.</summary>
public sealed class Refund(OpenMatters.Paid payment, long amountMinor) : Operation
{
    public override string Name => "refund";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($$"""{"payment":"{{payment.Id}}","amountMinor":{{amountMinor}}}""");
        writer.Post(market.Path(payment.Merchant) + "/refunds", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open)
    {
        shadow.Move(payment.Merchant, Purse.Pending, payment.User, Purse.Cash, amountMinor);
        var leftMinor = payment.LeftMinor - amountMinor;
        if (leftMinor > 0) open.Payments.Put(payment with { LeftMinor = leftMinor });
    }
}

/// <summary>The buyer has the goods.</summary>
public sealed class ConfirmReceipt(OpenMatters.Paid payment) : Operation
{
    public override string Name => "confirmation";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($$"""{"payment":"{{payment.Id}}"}""");
        writer.Post(market.Path(payment.Merchant) + "/confirmations", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open) => open.Payments.Put(payment with { Confirmed = true });
}

/// <summary>The merchant asks for what is due to it. On the day of the sale itself that is what earlier days left.</summary>
public sealed class Settle(int merchant) : Operation
{
    public override string Name => "settlement";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($"{{}}");
        writer.Post(market.Path(merchant) + "/settlements", keys.Operator, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open) => Settlement.Book(answer, merchant, shadow);
}
