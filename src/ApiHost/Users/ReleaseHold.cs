using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Gives a hold back to its user. Not for the user: it must not take back what it promised.</summary>
internal static class ReleaseHold
{
    public static Operation Operation { get; } = new("Give a hold back", Handle)
    {
        Body = new BodyShape(),
        Key = KeyRule.Required,
        Answers = [(200, "HoldReleased")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.HoldUnknown, Outcome.HoldExpired, Outcome.NotThePayee,
        ],
    };

    private static async ValueTask<Reply> Handle(ApiCall call)
    {
        if (call.ReadId("hold", out var hold) is { } wrong) return wrong;
        var release = new UserCommand.ReleaseHold(call.CommandId, call.RequestHash, hold, call.AskingMerchant);
        return await call.AnswerAsync(call.User.Execute(release), 200, EntryAnswers.Release);
    }
}
