using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>A bank will not pay a withdrawal out; the money goes back to the user.</summary>
internal static class RefuseWithdrawal
{
    private static readonly TextField Reason = new("reason");

    public static Operation Operation { get; } = new("Refuse a withdrawal", Handle)
    {
        Body = new BodyShape(Reason),
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
        var refuse = new CustodyCommand.RefuseWithdrawal(call.CommandId, call.RequestHash, withdrawal, Reason.In(call.Body)!);
        return await call.AnswerAsync(call.Custodian.Execute(refuse), 200, BusinessAnswers.WithdrawalRefused);
    }
}
