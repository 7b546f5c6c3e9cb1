using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>A user sets money aside for a merchant, as for a pre-sale or a taxi.</summary>
public sealed class PlaceHold(int user, int merchant, long amountMinor) : Operation
{
    public override string Name => "hold";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        // A day: longer than any load runs, so that no hold expires behind the shadow's back.
        writer.Begin().Add($$"""{"merchant":"{{market.Number(merchant)}}","amountMinor":{{amountMinor}}""");
        writer.Add($$""","currency":"CNY","scene":"taxi","order":"{{idempotencyKey}}","ttlSeconds":86400}""");
        writer.Post(market.Path(user) + "/holds", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open)
    {
        shadow.Move(user, Purse.Cash, user, Purse.Held, amountMinor);
        if (AnswerJson.Text(answer.Body, "hold", "id") is { } id) open.Holds.Put(new(id, user, merchant, amountMinor));
    }
}

/// <summary>The merchant takes a hold, wholly or in part; what is left stays held and can be taken or given back later.</summary>
public sealed class CaptureHold(OpenMatters.Held hold, long amountMinor) : Operation
{
    public override string Name => "capture";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($$"""{"amountMinor":{{amountMinor}}}""");
        writer.Post($"{market.Path(hold.User)}/holds/{hold.Id}/capture", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open)
    {
        shadow.Move(hold.User, Purse.Held, hold.Merchant, Purse.Pending, amountMinor);
        var leftMinor = hold.LeftMinor - amountMinor;
        if (leftMinor > 0) open.Holds.Put(hold with { LeftMinor = leftMinor });
        if (AnswerJson.Text(answer.Body, "payment", "id") is { } id) open.Payments.Put(new(id, hold.User, hold.Merchant, amountMinor, Confirmed: false));
    }
}

/// <summary>The hold goes back to its user.</summary>
public sealed class ReleaseHold(OpenMatters.Held hold) : Operation
{
    public override string Name => "release";

    public override void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey)
    {
        writer.Begin().Add($"{{}}");
        writer.Post($"{market.Path(hold.User)}/holds/{hold.Id}/release", keys.Sandbox, idempotencyKey);
    }

    public override void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open) =>
        shadow.Move(hold.User, Purse.Held, hold.User, Purse.Cash, hold.LeftMinor);
}
