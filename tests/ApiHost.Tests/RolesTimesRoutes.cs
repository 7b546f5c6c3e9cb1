using System.Text.Json;
using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>
/// Every route of the OpenAPI document with every role, on an owner of its own and on a foreign one. What is asked for is deliberately wrong
/// further down, so a caller that is let in is told 4xx about something else, and nothing is ever written.
/// </summary>
[Collection("api")]
public sealed class RolesTimesRoutes(Api api)
{
    private static readonly string[] Roles = ["operator", "auditor", "bank", "user", "merchant", "sandbox"];

    [Fact]
    public async Task Only_the_roles_of_a_route_get_in_and_bound_keys_only_to_their_own_owner()
    {
        var own = new Owners(User: await api.UserAsync(), Merchant: await api.MerchantAsync(), Bank: "icbc");
        var foreign = new Owners(User: await api.UserAsync(), Merchant: await api.MerchantAsync(), Bank: "ceb");
        var unknown = new Owners(User: 77_777_777, Merchant: 77_777_777, Bank: "custody-77");
        var secrets = new Dictionary<string, string>
        {
            ["operator"] = api.Key(KeyRole.Operator),
            ["auditor"] = api.Key(KeyRole.Auditor),
            ["sandbox"] = api.Key(KeyRole.Sandbox),
            ["bank"] = await api.IssueAsync("bank", ",\"custodian\":\"icbc\""),
            ["user"] = await api.IssueAsync("user", $",\"owner\":\"user-{own.User}\""),
            ["merchant"] = await api.IssueAsync("merchant", $",\"owner\":\"merchant-{own.Merchant}\""),
        };
        var before = await api.PositionsAsync();
        var asked = 0;
        foreach (var (method, pattern, roles, ownRoles) in await RoutesAsync())
        {
            foreach (var role in Roles)
            {
                foreach (var owners in new[] { own, foreign, unknown })
                {
                    var reply = await AskAsync(method, pattern, owners, secrets[role]);
                    var mayEnter = roles.Contains(role) && (!ownRoles.Contains(role) || owners == own);
                    Assert.True((reply.Status == 403) == !mayEnter, $"{role} on {method} {pattern} of {owners}: {reply.Status} {reply.Content}");
                    Assert.True(reply.Status < 500, $"{role} on {method} {pattern}: {reply.Status} {reply.Content}");
                    // No difference between what is foreign and what does not exist.
                    if (!mayEnter) reply.MustRefuse(403, "forbidden");
                    asked++;
                }
            }
            var path = PathOf(pattern, own);
            (await SendAsync(method, path, secret: null)).MustRefuse(401, "unauthorized", "Authorization");
            (await SendAsync(method, path, "gk_" + new string('A', 43))).MustRefuse(401, "unauthorized", "Authorization");
        }
        Assert.Equal(before, await api.PositionsAsync());
        Assert.True(asked > 500, $"only {asked} combinations were asked");
    }

    [Fact]
    public async Task Every_declared_route_is_in_the_document_and_says_its_roles()
    {
        var routes = await RoutesAsync(alsoOpen: true);
        Assert.Equal(["GET /health/live", "GET /health/ready", "GET /metrics", "GET /openapi/v1.json"], routes.Where(route => route.Roles.Length == 0).Select(route => $"{route.Method} {route.Pattern}").Order());
        Assert.Equal(57, routes.Count);
    }

    [Theory, InlineData(""), InlineData("gk_short"), InlineData("Basic eA=="), InlineData("gk_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    public async Task What_is_no_key_is_401_and_says_what_is_wanted(string secret)
    {
        var reply = await RawRequest.PostAsync(api.Url, "/v1/keys", secret, ["a"], "{}");
        Assert.Equal(401, reply.Status);
        Assert.Equal("Bearer realm=\"granary\"", (await SendAsync("GET", "/v1/keys", secret: null)).Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task A_revoked_key_is_not_valid_any_more()
    {
        var issued = (await api.PostAsync("/v1/keys", """{"role":"auditor","name":"short"}""", KeyRole.Operator)).Must(201);
        (await SendAsync("GET", "/v1/ledger/proof", issued.Text("secret"))).Must(200);
        (await api.SendAsync(HttpMethod.Delete, $"/v1/keys/{issued.Text("key", "id")}", null, api.Key(KeyRole.Operator), api.NextKey())).Must(204);
        (await SendAsync("GET", "/v1/ledger/proof", issued.Text("secret"))).MustRefuse(401, "unauthorized", "Authorization");
    }

    [Fact]
    public async Task A_merchant_takes_only_holds_that_are_for_it()
    {
        var (user, merchant, stranger) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync(), await api.MerchantAsync());
        var hold = (await api.PostAsync($"/v1/users/{user}/holds", Api.Payment(merchant))).Must(201).Text("hold", "id");
        var path = $"/v1/users/{user}/holds/{hold}/capture";
        foreach (var (number, status) in new[] { (stranger, 403), (merchant, 201) })
        {
            var secret = await api.IssueAsync("merchant", $",\"owner\":\"merchant-{number}\"");
            var reply = await api.SendAsync(HttpMethod.Post, path, """{"amountMinor":100}""", secret, api.NextKey());
            reply.Must(status);
            if (status == 403) reply.MustRefuse(403, "not_the_payee", "hold");
        }
    }

    [Fact]
    public void A_route_that_does_not_say_who_may_call_it_does_not_start()
    {
        var routes = new ApiRoutes();
        routes.Get("/v1/secret", ReadOwner.Operation);
        using var app = new WebApplicationOf();
        Assert.Throws<InvalidOperationException>(() => routes.MapTo(app.Endpoints, services: null!));
    }

    private sealed record Owners(long User, long Merchant, string Bank);

    private async Task<IReadOnlyList<(string Method, string Pattern, string[] Roles, string[] OwnRoles)>> RoutesAsync(bool alsoOpen = false)
    {
        var document = (await api.GetAsync("/openapi/v1.json")).Must(200).Json;
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               let roles = Names(operation.Value.GetProperty("x-roles"))
               where alsoOpen || roles.Length > 0
               select (operation.Name.ToUpperInvariant(), path.Name, roles, Names(operation.Value.GetProperty("x-own-roles"))),
        ];
    }

    private static string[] Names(JsonElement array) => [.. array.EnumerateArray().Select(name => name.GetString()!)];

    private Task<Api.Reply> AskAsync(string method, string pattern, Owners owners, string secret) => SendAsync(method, PathOf(pattern, owners), secret);

    private static string PathOf(string pattern, Owners owners)
    {
        var id = pattern.StartsWith("/v1/users", StringComparison.Ordinal) ? $"{owners.User}"
            : pattern.StartsWith("/v1/merchants", StringComparison.Ordinal) ? $"{owners.Merchant}"
            : new string('0', 32);
        return pattern.Replace("{id}", id, StringComparison.Ordinal).Replace("{bank}", owners.Bank, StringComparison.Ordinal)
            .Replace("{hold}", new string('0', 32), StringComparison.Ordinal).Replace("{withdrawal}", new string('0', 32), StringComparison.Ordinal)
            .Replace("{delivery}", new string('0', 32), StringComparison.Ordinal);
    }

    // No Idempotency-Key and an unknown field: whoever gets past the guard gets no further.
    private Task<Api.Reply> SendAsync(string method, string path, string? secret) =>
        api.SendAsync(new HttpMethod(method), path, method == "GET" ? null : """{"nonsense":true}""", secret, key: null);
}
