using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>An operator closes an owner for ever, once it has no money.</summary>
internal static class CloseOwner
{
    private static readonly TextField Reason = new("reason");

    public static Operation Operation { get; } = new("Close an owner that has no money", Handle)
    {
        Body = new BodyShape(Reason),
        Key = KeyRule.Required,
        Answers = [(200, "StatusChange")],
        Refusals = [Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.BalanceNotZero],
    };

    private static ValueTask<Reply> Handle(ApiCall call) => call.AnswerAsync(
        call.OwnerGrain.Manage(new OwnerCommand.Close(call.CommandId, call.RequestHash, Reason.In(call.Body)!)), 200, OwnerAnswers.Closed);
}
