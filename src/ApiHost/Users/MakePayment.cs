using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Pays a merchant from cash, and with it the fee, the premium or the other sellers of a cart: one decision, one entry.</summary>
internal static class MakePayment
{
    private static readonly OwnerField Payee = new("payee", kind: null);
    private static readonly AmountField ShareMinor = new("amountMinor");

    private static readonly OwnerField Merchant = new("merchant", OwnerKind.Merchant);
    private static readonly AmountField AmountMinor = new("amountMinor");
    private static readonly CurrencyField Currency = new("currency");
    private static readonly ChoiceField<Scene> InScene = Choice.OfScene("scene");
    private static readonly TextField Order = new("order") { IsRequired = false };
    private static readonly TextField Device = Devices.NewField();
    private static readonly ItemsField Shares = new("shares", new BodyShape(Payee, ShareMinor), Limits.SharesMax - 1) { IsRequired = false };

    public static Operation Operation { get; } = new("Pay a merchant", Handle)
    {
        Body = new BodyShape(Merchant, AmountMinor, Currency, InScene, Order, Device, Shares),
        Key = KeyRule.Required,
        Answers = [(201, "PaymentMade")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.TooManyShares, Outcome.PayeeKindWrong, Outcome.OwnerUnknown, Outcome.OwnerClosed,
            Outcome.OwnerFrozen, Outcome.PayeeUnknown, Outcome.PayeeClosed, Outcome.PayeeFrozen, Outcome.InsufficientFunds,
        ],
    };

    private static ValueTask<Reply> Handle(ApiCall call)
    {
        var body = call.Body;
        var pay = new UserCommand.Pay(call.CommandId, call.RequestHash, SharesIn(body), Currency.In(body), InScene.In(body), Order.In(body))
        {
            Device = Devices.KeyOf(call.Services.Secret, Device.In(body)),
        };
        return call.AnswerAsync(call.User.Execute(pay), 201, EntryAnswers.Payment, Shares.IsIn(body) ? null : "merchant");
    }

    // The merchant's own share comes first; the answer relies on it.
    private static ImmutableArray<Share> SharesIn(BodyValues body)
    {
        var own = new Share(Merchant.In(body), AmountMinor.In(body));
        return Shares.IsIn(body) ? [own, .. Shares.In(body).Select(share => new Share(Payee.In(share), ShareMinor.In(share)))] : [own];
    }
}
