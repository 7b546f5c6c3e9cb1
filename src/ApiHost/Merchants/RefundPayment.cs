using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Gives a payment back to its payer, wholly or in part, never more than was paid.</summary>
internal static class RefundPayment
{
    private static readonly IdField Payment = new("payment");
    private static readonly AmountField AmountMinor = new("amountMinor");

    public static Operation Operation { get; } = new("Refund a payment, or a part of it", Handle)
    {
        Body = new BodyShape(Payment, AmountMinor),
        Key = KeyRule.Required,
        Answers = [(201, "PaymentRefunded")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.PaymentUnknown, Outcome.PaymentFullyRefunded,
            Outcome.ExceedsPayment, Outcome.InsufficientFunds,
        ],
    };

    private static ValueTask<Reply> Handle(ApiCall call)
    {
        var refund = new MerchantCommand.Refund(call.CommandId, call.RequestHash, Payment.In(call.Body), AmountMinor.In(call.Body));
        return call.AnswerAsync(call.Merchant.Execute(refund), 201, BusinessAnswers.Refund);
    }
}
