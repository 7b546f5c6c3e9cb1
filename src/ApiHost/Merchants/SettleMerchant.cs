using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Moves what is due from the merchant's pending money to its cash, less the fee.</summary>
internal static class SettleMerchant
{
    private static readonly DateField BusinessDate = new("businessDate") { IsRequired = false };

    public static Operation Operation { get; } = new("Settle what is due", Handle)
    {
        Body = new BodyShape(BusinessDate),
        Key = KeyRule.Required,
        Answers = [(201, "Settled")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.SettlementInTheFuture, Outcome.NothingToSettle,
        ],
    };

    private static ValueTask<Reply> Handle(ApiCall call) => call.AnswerAsync(
        call.Merchant.Execute(new MerchantCommand.Settle(call.CommandId, call.RequestHash, BusinessDate.In(call.Body))),
        201, BusinessAnswers.Settlement);
}
