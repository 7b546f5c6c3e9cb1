using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>A request sent again is the same request: one posting, the same bytes.</summary>
[Collection("api")]
public sealed class Idempotency(Api api)
{
    [Fact]
    public async Task A_request_sent_again_in_other_spacing_answers_the_same_bytes_and_writes_nothing()
    {
        var (user, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var first = (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant), key: "again")).Must(201);
        var before = await api.PositionsAsync();
        var again = await api.PostAsync(
            $"/v1/users/user-{user}/payments", $$"""{ "scene" : "mall", "currency":"CNY" , "amountMinor":100, "merchant":"merchant-{{merchant}}" }""", key: "again");
        Assert.False(first.IsReplayed);
        Assert.True(again.Must(201).IsReplayed);
        Assert.Equal(first.Content, again.Content);
        Assert.Equal(before, await api.PositionsAsync());
    }

    [Fact]
    public async Task A_hundred_at_once_with_one_key_are_one_posting_and_a_hundred_identical_bodies()
    {
        var (user, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var key = api.NextKey();
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant), key: key)));
        Assert.All(replies, reply => reply.Must(201));
        Assert.Single(replies.Select(reply => reply.Content).Distinct());
        Assert.Equal(99, replies.Count(reply => reply.IsReplayed));
        Assert.Equal("900", (await api.GetAsync($"/v1/users/{user}")).Json.GetProperty("balances")[0].GetProperty("amountMinor").ToString());
    }

    [Fact]
    public async Task A_key_used_for_another_body_path_or_user_is_refused_and_nothing_is_written()
    {
        var (user, other, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var key = api.NextKey();
        (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant), key: key)).Must(201);
        var before = await api.PositionsAsync();
        (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant, 101), key: key)).MustRefuse(422, "idempotency_key_reused", "Idempotency-Key");
        (await api.PostAsync($"/v1/users/{user}/holds", Api.Payment(merchant), key: key)).MustRefuse(422, "idempotency_key_reused", "Idempotency-Key");
        (await api.PostAsync($"/v1/users/{other}/payments", Api.Payment(merchant), key: key)).MustRefuse(422, "idempotency_key_reused", "Idempotency-Key");
        Assert.Equal(before, await api.PositionsAsync());
    }

    [Fact]
    public async Task The_same_key_of_two_callers_is_two_requests()
    {
        var (user, other) = (await api.UserAsync(cashMinor: 1_000), await api.UserAsync(cashMinor: 1_000));
        var body = Api.Payment(await api.MerchantAsync());
        foreach (var number in new[] { user, other })
        {
            var secret = await api.IssueAsync("user", $",\"owner\":\"user-{number}\"");
            var reply = (await api.SendAsync(HttpMethod.Post, $"/v1/users/{number}/payments", body, secret, "shared-key")).Must(201);
            Assert.False(reply.IsReplayed);
        }
    }

    [Fact]
    public async Task A_new_key_of_the_same_user_finds_the_requests_of_the_old_one()
    {
        var user = await api.UserAsync(cashMinor: 1_000);
        var body = Api.Payment(await api.MerchantAsync());
        var (old, rotated) = (await api.IssueAsync("user", $",\"owner\":\"user-{user}\""), await api.IssueAsync("user", $",\"owner\":\"user-{user}\""));
        var first = (await api.SendAsync(HttpMethod.Post, $"/v1/users/{user}/payments", body, old, "rotated")).Must(201);
        var again = (await api.SendAsync(HttpMethod.Post, $"/v1/users/{user}/payments", body, rotated, "rotated")).Must(201);
        Assert.NotEqual(old, rotated);
        Assert.True(again.IsReplayed);
        Assert.Equal(first.Content, again.Content);
    }

    public static TheoryData<string?, int, string> Keys { get; } = new()
    {
        { null, 400, "idempotency_key_missing" },
        { "", 400, "idempotency_key_invalid" },
        { "k", 201, "" },
        { new string('k', 255), 201, "" },
        { new string('k', 256), 400, "idempotency_key_invalid" },
        { "tab\tinside", 400, "idempotency_key_invalid" },
        { "\u00e9", 400, "idempotency_key_invalid" },
        { "\u4f60", 400, "idempotency_key_invalid" },
        { "with space ~", 201, "" },
    };

    [Theory, MemberData(nameof(Keys))]
    public async Task A_key_has_1_to_255_printable_ASCII_characters(string? key, int status, string code)
    {
        var user = await api.UserAsync(cashMinor: 1_000);
        var secret = await api.IssueAsync("user", $",\"owner\":\"user-{user}\"");
        var merchant = await api.MerchantAsync();
        var before = await api.PositionsAsync();
        var reply = await RawRequest.PostAsync(api.Url, $"/v1/users/{user}/payments", secret, key is null ? [] : [key], Api.Payment(merchant));
        Assert.Equal(status, reply.Status);
        if (status == 201) return;
        Assert.Contains($"\"code\":\"{code}\"", reply.Body, StringComparison.Ordinal);
        Assert.Contains("\"param\":\"Idempotency-Key\"", reply.Body, StringComparison.Ordinal);
        Assert.Equal(before, await api.PositionsAsync());
    }

    [Fact]
    public async Task Two_keys_in_one_request_are_refused()
    {
        var user = await api.UserAsync(cashMinor: 1_000);
        var reply = await RawRequest.PostAsync(api.Url, $"/v1/users/{user}/payments", api.Key(KeyRole.Sandbox), ["a", "b"], Api.Payment(1));
        Assert.Equal(400, reply.Status);
        Assert.Contains("idempotency_key_invalid", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_not_remembered_so_the_same_key_may_succeed_later()
    {
        var (user, merchant) = (await api.UserAsync(), await api.MerchantAsync());
        var key = api.NextKey();
        (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant), key: key)).MustRefuse(422, "insufficient_funds", "amountMinor");
        await api.DepositAsync(user, 100);
        Assert.False((await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant), key: key)).Must(201).IsReplayed);
    }

    [Fact]
    public async Task Creating_an_owner_twice_is_no_error()
    {
        var number = api.NextNumber();
        var first = (await api.SendAsync(HttpMethod.Put, $"/v1/users/{number}", """{"name":"Li"}""", api.Key(KeyRole.Sandbox), key: null)).Must(201);
        var again = (await api.SendAsync(HttpMethod.Put, $"/v1/users/{number}", """{"name":"Other"}""", api.Key(KeyRole.Sandbox), key: null)).Must(200);
        var keyed = (await api.SendAsync(HttpMethod.Put, $"/v1/users/{number}", null, api.Key(KeyRole.Operator), api.NextKey())).Must(200);
        Assert.Equal(first.Content, again.Content);
        Assert.Equal(first.Content, keyed.Content);
    }

    [Fact]
    public async Task A_bank_that_reports_a_deposit_twice_under_two_keys_booked_it_once()
    {
        var user = await api.UserAsync();
        var body = $$"""{"user":"{{user}}","amountMinor":500,"currency":"CNY","bankReference":"twice-{{user}}"}""";
        var first = (await api.PostAsync("/v1/custody/ceb/deposits", body, KeyRole.Bank)).Must(201);
        var again = (await api.PostAsync("/v1/custody/ceb/deposits", body, KeyRole.Bank)).Must(201);
        Assert.Equal(first.Content, again.Content);
        (await api.PostAsync("/v1/custody/ceb/deposits", body.Replace("500", "501", StringComparison.Ordinal), KeyRole.Bank)).MustRefuse(409, "bank_reference_reused", "bankReference");
    }
}
