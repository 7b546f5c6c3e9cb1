using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Takes all or part of a hold for its merchant. A merchant's key takes only holds for that merchant.</summary>
internal static class CaptureHold
{
    private static readonly AmountField AmountMinor = new("amountMinor");
    private static readonly FlagField ReleaseRest = new("releaseRest") { IsRequired = false };

    public static Operation Operation { get; } = new("Take a hold, or a part of it", Handle)
    {
        Body = new BodyShape(AmountMinor, ReleaseRest),
        Key = KeyRule.Required,
        Answers = [(201, "HoldCaptured")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.HoldUnknown,
            Outcome.HoldExpired, Outcome.NotThePayee, Outcome.ExceedsHold,
        ],
    };

    private static async ValueTask<Reply> Handle(ApiCall call)
    {
        if (call.ReadId("hold", out var hold) is { } wrong) return wrong;
        var capture = new UserCommand.CaptureHold(
            call.CommandId, call.RequestHash, hold, AmountMinor.In(call.Body), ReleaseRest.In(call.Body), call.AskingMerchant);
        return await call.AnswerAsync(call.User.Execute(capture), 201, EntryAnswers.Capture);
    }
}
