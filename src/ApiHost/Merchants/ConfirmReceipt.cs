using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>The buyer has the goods: the payment may be settled from the next business date on.</summary>
internal static class ConfirmReceipt
{
    private static readonly IdField Payment = new("payment");

    public static Operation Operation { get; } = new("Confirm that the buyer has the goods", Handle)
    {
        Body = new BodyShape(Payment),
        Key = KeyRule.Required,
        Answers = [(200, "ReceiptConfirmed")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.PaymentUnknown,
            Outcome.ReceiptAlreadyConfirmed, Outcome.PaymentFullyRefunded, Outcome.InsufficientFunds,
        ],
    };

    private static ValueTask<Reply> Handle(ApiCall call) => call.AnswerAsync(
        call.Merchant.Execute(new MerchantCommand.ConfirmReceipt(call.CommandId, call.RequestHash, Payment.In(call.Body))),
        200, BusinessAnswers.Confirmation);
}
