using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>An operator lets a frozen owner act again.</summary>
internal static class UnfreezeOwner
{
    private static readonly TextField Reason = new("reason");

    public static Operation Operation { get; } = new("Unfreeze an owner", Handle)
    {
        Body = new BodyShape(Reason),
        Key = KeyRule.Required,
        Answers = [(200, "StatusChange")],
        Refusals = [Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerNotFrozen],
    };

    private static ValueTask<Reply> Handle(ApiCall call) => call.AnswerAsync(
        call.OwnerGrain.Manage(new OwnerCommand.Unfreeze(call.CommandId, call.RequestHash, Reason.In(call.Body)!)), 200, OwnerAnswers.Unfrozen);
}
