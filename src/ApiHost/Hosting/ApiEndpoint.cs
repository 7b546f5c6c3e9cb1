using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>What every request goes through before its handler sees it: key, owner, right, then what it says.</summary>
internal sealed class ApiEndpoint(RoutePlace place, Operation operation, Access access, ApiServices services)
{
    private static readonly Caller Nobody = new(KeyRole.Auditor, Owner: null, Principal: "");

    public async Task RunAsync(HttpContext http)
    {
        var reply = await AnswerAsync(http);
        await http.Response.WriteAsync(reply);
    }

    private async ValueTask<Reply> AnswerAsync(HttpContext http)
    {
        var caller = Nobody;
        if (!access.IsOpen)
        {
            var header = http.Request.Headers.Authorization;
            if (header.Count != 1 || await services.Keys.FindAsync(header[0]) is not { } known)
            {
                return Problems.Unauthorized.With("Send one header Authorization: Bearer gk_... with a valid key.");
            }
            caller = known;
        }
        if (FindOwner(http, out var owner) is { } wrongOwner) return wrongOwner;
        // The same answer whether the owner exists or not: a key learns nothing about owners that are not its own.
        if (!access.IsOpen && !access.Allows(caller, place.OwnerKind is null ? null : owner)) return Problems.Forbidden.Plain();
        var call = new ApiCall(http, services, operation, place, caller, owner);
        return await call.ReadAsync() is { } wrong ? wrong : await operation.Handle(call);
    }

    private Problem? FindOwner(HttpContext http, out OwnerId owner)
    {
        owner = default;
        if (place.OwnerKind is not { } kind) return null;
        var text = (string?)http.Request.RouteValues[place.OwnerParam!];
        if (kind == OwnerKind.Custody && services.Custodians.TryFind(text, out owner)) return null;
        if (OwnerText.TryParse(text, kind, out owner)) return null;
        return Problems.InvalidOwner.With($"The path must name a {OwnerText.NameOf(kind)}, such as {OwnerText.Example(kind)}.", place.OwnerParam);
    }
}
