using System.Text.Json;
using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>Webhooks as partners use them, over HTTP from the registration to the receiver.</summary>
[Collection("api")]
public sealed class Webhooks(Api api) : IAsyncLifetime
{
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task A_merchant_registers_is_told_of_its_own_payments_and_can_check_them_with_the_secret_from_the_answer()
    {
        var (user, own, other) = (await api.UserAsync(cashMinor: 10_000), await api.MerchantAsync(), await api.MerchantAsync());
        var key = await api.IssueAsync("merchant", $",\"owner\":\"merchant-{own}\"");
        var name = api.NextKey();
        var registered = (await PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}"}""", key, name)).Must(201);
        var again = (await PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}"}""", key, name)).Must(201);
        Assert.Equal((registered.Content, true), (again.Content, again.IsReplayed));
        Assert.Equal($"merchant-{own}", registered.Text("webhook", "owner"));

        foreach (var shop in new[] { other, own }) (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(shop))).Must(201);
        await UntilAsync(() => receiver.Taken.Count == 1);

        var message = Assert.Single(receiver.Messages);
        Assert.True(message.IsSignedWith(registered.Text("secret")));
        var shown = (await GetAsync($"/v1/merchants/{own}/entries", key)).Must(200).Json.GetProperty("entries").EnumerateArray().First(entry => entry.GetProperty("kind").GetString() == "payment-made");
        Assert.True(JsonElement.DeepEquals(shown, message.Json.GetProperty("data")), $"{shown} {message.Json}");
        Assert.DoesNotContain($"merchant-{other}", System.Text.Encoding.UTF8.GetString(message.Body), StringComparison.Ordinal);

        var tested = (await PostAsync($"/v1/webhooks/{registered.Text("webhook", "id")}/test", "", key)).Must(200);
        Assert.Equal(("delivered", "204"), (tested.Text("result"), tested.Text("status")));
        Assert.Equal("ping", receiver.Messages[^1].Type);
        await RemoveAsync(registered, key);
    }

    [Fact]
    public async Task To_a_foreign_key_a_webhook_is_one_that_never_was()
    {
        var (own, other) = (await api.MerchantAsync(), await api.MerchantAsync());
        var (ownKey, otherKey) = (await api.IssueAsync("merchant", $",\"owner\":\"merchant-{own}\""), await api.IssueAsync("merchant", $",\"owner\":\"merchant-{other}\""));
        var bank = await api.IssueAsync("bank", ",\"custodian\":\"icbc\"");
        var hook = (await PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}"}""", ownKey)).Must(201);
        var id = hook.Text("webhook", "id");
        var zero = new string('0', 32);
        foreach (var key in new[] { otherKey, bank, api.Key(KeyRole.Bank) })
        {
            foreach (var each in new[] { id, zero })
            {
                (await GetAsync($"/v1/webhooks/{each}", key)).MustRefuse(404, "webhook_unknown", "id");
                (await GetAsync($"/v1/webhooks/{each}/dead-letters", key)).MustRefuse(404, "webhook_unknown", "id");
                foreach (var path in new[] { "secrets", "enable", "test", "dead-letters/replay", $"dead-letters/{zero}/replay" })
                {
                    (await PostAsync($"/v1/webhooks/{each}/{path}", "", key)).MustRefuse(404, "webhook_unknown", "id");
                }
                (await api.SendAsync(HttpMethod.Delete, $"/v1/webhooks/{each}", null, key, api.NextKey())).MustRefuse(404, "webhook_unknown", "id");
            }
            Assert.DoesNotContain(id, (await GetAsync("/v1/webhooks", key)).Must(200).Content, StringComparison.Ordinal);
            (await PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","owner":"merchant-{{own}}"}""", key)).MustRefuse(403, "forbidden", "owner");
        }
        foreach (var key in new[] { ownKey, api.Key(KeyRole.Auditor), api.Key(KeyRole.Operator), api.Key(KeyRole.Sandbox) })
        {
            Assert.Contains(id, (await GetAsync("/v1/webhooks", key)).Must(200).Content, StringComparison.Ordinal);
            Assert.DoesNotContain("whsec_", (await GetAsync($"/v1/webhooks/{id}", key)).Must(200).Content, StringComparison.Ordinal);
        }
        await RemoveAsync(hook, ownKey);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_left_alone_until_it_is_enabled_and_then_gets_what_it_missed()
    {
        receiver.AnswerWith(410);
        var (user, merchant) = (await api.UserAsync(cashMinor: 10_000), await api.MerchantAsync());
        var hook = (await api.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","owner":"merchant-{{merchant}}","events":["payment-made"]}""")).Must(201);
        var path = $"/v1/webhooks/{hook.Text("webhook", "id")}";
        (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant))).Must(201);
        await UntilAsync(async () => (await api.GetAsync(path)).Must(200).Json.GetProperty("webhook").GetProperty("enabled").GetBoolean() is false);
        receiver.AnswerWith(200);
        (await api.PostAsync($"{path}/enable", "", KeyRole.Operator)).Must(200);
        (await api.PostAsync($"{path}/enable", "", KeyRole.Operator)).MustRefuse(409, "webhook_already_enabled", "id");
        await UntilAsync(() => receiver.Taken.Count == 1);

        var key = api.NextKey();
        (await api.SendAsync(HttpMethod.Delete, path, null, api.Key(KeyRole.Operator), key)).Must(204);
        // The same request again is answered again, though there is no such webhook any more.
        Assert.True((await api.SendAsync(HttpMethod.Delete, path, null, api.Key(KeyRole.Operator), key)).Must(204).IsReplayed);
        (await api.GetAsync(path)).MustRefuse(404, "webhook_unknown", "id");
    }

    public static TheoryData<string, int, string, string?> BadBodies { get; } = new()
    {
        { "{}", 400, "missing_field", "url" },
        { """{"url":7}""", 400, "invalid_type", "url" },
        { """{"url":"ftp://shop.example/"}""", 400, "invalid_url", "url" },
        { """{"url":"https://user:pw@shop.example/"}""", 400, "invalid_url", "url" },
        { """{"url":"https://shop.example/#x"}""", 400, "invalid_url", "url" },
        { """{"url":"https://shop.example/","events":[]}""", 400, "invalid_list", "events" },
        { """{"url":"https://shop.example/","events":"settled"}""", 400, "invalid_type", "events" },
        { """{"url":"https://shop.example/","events":["settled","settled"]}""", 400, "invalid_list", "events[1]" },
        { """{"url":"https://shop.example/","events":["settled","moon"]}""", 400, "invalid_event", "events[1]" },
        { """{"url":"https://shop.example/","events":[{"a":[1]}]}""", 400, "invalid_type", "events[0]" },
        { """{"url":"https://shop.example/","secret":"whsec_AAAA"}""", 400, "unknown_field", "secret" },
        { """{"url":"https://shop.example/","owner":"user-1"}""", 400, "invalid_owner", "owner" },
        { """{"url":"https://shop.example/"}""", 400, "missing_field", "owner" },
        { """{"url":"https://shop.example/","owner":"merchant-987654321"}""", 404, "owner_unknown", "owner" },
    };

    [Theory, MemberData(nameof(BadBodies))]
    public async Task What_makes_no_sense_is_refused(string body, int status, string code, string? param) =>
        (await api.PostAsync("/v1/webhooks", body)).MustRefuse(status, code, param);

    [Fact]
    public async Task A_page_of_dead_letters_takes_only_its_own_cursors_and_secrets_only_a_sane_overlap()
    {
        var hook = (await api.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","owner":"merchant-{{await api.MerchantAsync()}}"}""")).Must(201);
        var path = $"/v1/webhooks/{hook.Text("webhook", "id")}";
        (await api.GetAsync($"{path}/dead-letters?cursor=AAAA")).MustRefuse(400, "invalid_cursor", "cursor");
        (await api.GetAsync($"{path}/dead-letters?limit=101")).MustRefuse(400, "invalid_parameter", "limit");
        (await api.PostAsync($"{path}/secrets", """{"overlapSeconds":604801}""")).MustRefuse(400, "invalid_number", "overlapSeconds");
        var rolled = (await api.PostAsync($"{path}/secrets", """{"overlapSeconds":0}""")).Must(201);
        Assert.NotEqual(hook.Text("secret"), rolled.Text("secret"));
        await RemoveAsync(hook, api.Key(KeyRole.Operator));
    }

    [Fact]
    public async Task A_ping_beside_another_to_the_same_webhook_is_refused_at_once()
    {
        using var held = new SemaphoreSlim(0);
        receiver.Answer = async (_, context) =>
        {
            await held.WaitAsync(context.RequestAborted);
            return 200;
        };
        var hook = (await api.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","owner":"merchant-{{await api.MerchantAsync()}}"}""")).Must(201);
        var path = $"/v1/webhooks/{hook.Text("webhook", "id")}/test";
        var first = api.PostAsync(path, "", KeyRole.Operator);
        await UntilAsync(() => receiver.Messages.Count == 1);
        (await api.PostAsync(path, "", KeyRole.Operator)).MustRefuse(429, "too_many_pings", "id");
        held.Release();
        Assert.Equal("delivered", (await first).Must(200).Text("result"));
        await RemoveAsync(hook, api.Key(KeyRole.Operator));
    }

    private async Task RemoveAsync(Api.Reply hook, string key) =>
        (await api.SendAsync(HttpMethod.Delete, $"/v1/webhooks/{hook.Text("webhook", "id")}", null, key, api.NextKey())).Must(204);

    private Task<Api.Reply> PostAsync(string path, string body, string key, string? name = null) => api.SendAsync(HttpMethod.Post, path, body, key, name ?? api.NextKey());

    private Task<Api.Reply> GetAsync(string path, string key) => api.SendAsync(HttpMethod.Get, path, body: null, key, key: null);

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
