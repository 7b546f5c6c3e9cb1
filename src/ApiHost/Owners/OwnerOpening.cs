using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>What opening a user and opening a merchant have in common.</summary>
internal static class OwnerOpening
{
    public static async ValueTask<Reply> OpenAsync(ApiCall call, OwnerCommand.Open open)
    {
        var answer = await call.OwnerGrain.Manage(open);
        // A replay under a key that the caller gave is the first answer again; without one, the path is the name, and the owner is shown as it stands.
        if (answer.Entry is { } entry && answer.Outcome == Outcome.Accepted && (call.Key is not null || !answer.Replayed))
        {
            return Reply.Of(201, entry, OwnerAnswers.Opened, answer.Replayed);
        }
        var exists = answer.Outcome is Outcome.Accepted or Outcome.OwnerAlreadyOpen || (answer.Outcome == Outcome.KeyReused && call.Key is null);
        return exists ? await ReadOwner.ViewAsync(call) : Problems.Of(answer.Outcome, ownerParam: "id", payeeParam: null);
    }
}
