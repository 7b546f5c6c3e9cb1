using System.Text.Json;
using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>A partner sends many payments in one request; each is answered by itself.</summary>
public sealed class BatchPayments(IReadOnlyList<(int User, int Merchant, long AmountMinor)> items) : Operation
{
    private int acceptedCount;

    public override string Name => "batch";

    // A refused item wrote nothing, so asking again asks anew: it may be accepted then, and nobody would book it here.
    public override bool MayAskAgain => acceptedCount == items.Count;

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin();
        for (var i = 0; i < items.Count; i++)
        {
            var (user, merchant, amountMinor) = items[i];
            writer.Add(
                $$"""{"user":"{{market.Number(user)}}","merchant":"{{market.Number(merchant)}}","amountMinor":{{amountMinor}},"currency":"CNY","scene":"mall","order":"{{idempotencyKey}}-{{i}}"}""");
            writer.Add($"\n");
        }
        writer.Post("/v1/payments/batch", keys.Sandbox, idempotencyKey, "application/x-ndjson");
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open)
    {
        using var document = JsonDocument.Parse(answer.Body);
        var index = 0;
        foreach (var item in document.RootElement.GetProperty("items").EnumerateArray())
        {
            var (user, merchant, amountMinor) = items[index++];
            if (!item.TryGetProperty("payment", out _)) continue;
            acceptedCount++;
            shadow.Move(user, Purse.Cash, merchant, Purse.Pending, amountMinor);
        }
    }
}
