using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>A bank has paid a withdrawal out.</summary>
internal static class ConfirmWithdrawal
{
    public static Operation Operation { get; } = new("Confirm that a withdrawal was paid out", Handle)
    {
        Body = new BodyShape(),
        Key = KeyRule.Required,
        Answers = [(200, "WithdrawalEnded")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.WithdrawalUnknown,
            Outcome.WithdrawalAlreadyConfirmed, Outcome.WithdrawalAlreadyRefused, Outcome.InsufficientFunds,
        ],
    };

    private static async ValueTask<Reply> Handle(ApiCall call)
    {
        if (call.ReadId("withdrawal", out var withdrawal) is { } wrong) return wrong;
        var confirm = new CustodyCommand.ConfirmWithdrawal(call.CommandId, call.RequestHash, withdrawal);
        return await call.AnswerAsync(call.Custodian.Execute(confirm), 200, BusinessAnswers.WithdrawalConfirmed);
    }
}
