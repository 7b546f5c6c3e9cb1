using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>An operator stops an owner: it can neither pay nor be paid.</summary>
internal static class FreezeOwner
{
    private static readonly TextField Reason = new("reason");

    public static Operation Operation { get; } = new("Freeze an owner", Handle)
    {
        Body = new BodyShape(Reason),
        Key = KeyRule.Required,
        Answers = [(200, "StatusChange")],
        Refusals = [Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen],
    };

    private static ValueTask<Reply> Handle(ApiCall call) => call.AnswerAsync(
        call.OwnerGrain.Manage(new OwnerCommand.Freeze(call.CommandId, call.RequestHash, Reason.In(call.Body)!)), 200, OwnerAnswers.Frozen);
}
