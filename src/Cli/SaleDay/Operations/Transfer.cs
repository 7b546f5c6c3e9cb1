using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>A user sends a red envelope to another.</summary>
public sealed class Transfer(int from, int to, long amountMinor) : Operation
{
    public override string Name => "transfer";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($$"""{"to":"{{market.Number(to)}}","amountMinor":{{amountMinor}},"currency":"CNY"}""");
        writer.Post(market.Path(from) + "/transfers", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open) =>
        shadow.Move(from, Purse.Cash, to, Purse.Cash, amountMinor);
}
