using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Ends an API key: here at once, on other hosts within seconds.</summary>
internal static class RevokeKey
{
    public static Operation Operation { get; } = new("Revoke an API key", HandleAsync)
    {
        Key = KeyRule.Required,
        Answers = [(204, "")],
        Refusals = [Outcome.KeyReused, Outcome.KeyUnknown],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        if (call.ReadId("id", out var key) is { } wrong) return wrong;
        var platform = call.Grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number);
        var answer = await platform.Execute(new PlatformCommand.RevokeKey(call.CommandId, call.RequestHash, key));
        call.Services.Keys.Forget();
        return answer.Outcome == Outcome.Accepted ? Reply.Done(answer.Replayed) : Problems.Of(answer.Outcome, ownerParam: null, payeeParam: null);
    }
}
