using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Sets cash aside for a merchant, for a while.</summary>
internal static class PlaceHold
{
    private const int StandardTtlSeconds = 7 * 24 * 60 * 60;

    private static readonly OwnerField Merchant = new("merchant", OwnerKind.Merchant);
    private static readonly AmountField AmountMinor = new("amountMinor");
    private static readonly CurrencyField Currency = new("currency");
    private static readonly ChoiceField<Scene> InScene = Choice.OfScene("scene");
    private static readonly TextField Order = new("order") { IsRequired = false };
    private static readonly TextField Device = Devices.NewField();
    // Any whole number that fits: which lifetimes make sense, the ledger says.
    private static readonly NumberField TtlSeconds = new("ttlSeconds", min: int.MinValue, max: int.MaxValue) { IsRequired = false };

    public static Operation Operation { get; } = new("Set cash aside for a merchant", Handle)
    {
        Body = new BodyShape(Merchant, AmountMinor, Currency, InScene, Order, Device, TtlSeconds),
        Key = KeyRule.Required,
        Answers = [(201, "HoldPlaced")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.TtlOutOfRange, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen,
            Outcome.PayeeUnknown, Outcome.PayeeClosed, Outcome.PayeeFrozen, Outcome.TooManyHolds, Outcome.InsufficientFunds,
        ],
    };

    private static ValueTask<Reply> Handle(ApiCall call)
    {
        var body = call.Body;
        var place = new UserCommand.PlaceHold(
            call.CommandId, call.RequestHash, Merchant.In(body), AmountMinor.In(body), Currency.In(body),
            TtlMs: TtlSeconds.In(body, StandardTtlSeconds) * 1_000, InScene.In(body), Order.In(body))
        {
            Device = Devices.KeyOf(call.Services.Secret, Device.In(body)),
        };
        return call.AnswerAsync(call.User.Execute(place), 201, EntryAnswers.Hold, payeeParam: "merchant");
    }
}
