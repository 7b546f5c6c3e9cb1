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
            writer.Add($$"""{"user":"{{market.Number(user)}}","merchant":"{{market.Number(merchant)}}","amountMinor":{{amountMinor}}""");
            writer.Add($$""","currency":"CNY","scene":"mall","order":"{{idempotencyKey}}-{{i}}"}""");
            writer.Add($"\n");
        }
        writer.Post("/v1/payments/batch", keys.Sandbox, idempotencyKey, "application/x-ndjson");
    }

    public override bool IsSettled(Answer answer) => !answer.IsAccepted || Items(answer).All(item => item.Status is >= 200 and < 500 and not 429);

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open)
    {
        foreach (var (index, status) in Items(answer))
        {
            if (status is < 200 or >= 300) continue;
            var (user, merchant, amountMinor) = items[index];
            acceptedCount++;
            shadow.Move(user, Purse.Cash, merchant, Purse.Pending, amountMinor);
        }
    }

    // Lines were asked, so lines are answered, one per item.
    private static IEnumerable<(int Index, int Status)> Items(Answer answer)
    {
        for (var rest = answer.Body; !rest.IsEmpty;)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            using var item = JsonDocument.Parse(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
            yield return (item.RootElement.GetProperty("index").GetInt32(), item.RootElement.GetProperty("status").GetInt32());
        }
    }
}
