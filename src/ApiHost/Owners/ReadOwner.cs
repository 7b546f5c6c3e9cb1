using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>How a user, merchant or custodian stands now.</summary>
internal static class ReadOwner
{
    public static Operation Operation { get; } = new("Read an owner", ViewAsync)
    {
        Answers = [(200, "Owner")],
        Refusals = [Outcome.OwnerUnknown],
    };

    public static async ValueTask<Reply> ViewAsync(ApiCall call)
    {
        var view = await call.OwnerGrain.Read();
        if (view.Status == OwnerStatus.Unknown) return call.OwnerUnknown();
        var bank = call.Services.Custodians.NameOf(call.Owner);
        return Reply.Ok(writer => OwnerAnswers.WriteView(writer, view, bank));
    }
}
