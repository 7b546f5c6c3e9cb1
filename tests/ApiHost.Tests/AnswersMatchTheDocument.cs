using System.Globalization;
using System.Text.Json;
using Granary.Fixtures;
using Granary.Ledger;
using Microsoft.OpenApi;

namespace Granary.ApiHost.Tests;

/// <summary>One day in the life of everybody, each answer held against its schema in the OpenAPI document.</summary>
[Collection("api")]
public sealed class AnswersMatchTheDocument(Api api)
{
    [Fact]
    public async Task Every_route_answers_what_the_document_says()
    {
        var document = (await api.GetAsync("/openapi/v1.json")).Must(200).Json;
        HashSet<string> called = [];
        async Task<Api.Reply> Call(string method, string pattern, string path, string? body, KeyRole role, int status)
        {
            var reply = (await api.SendAsync(new HttpMethod(method), path, body, api.Key(role), method == "GET" ? null : api.NextKey())).Must(status);
            var operation = document.GetProperty("paths").GetProperty(pattern).GetProperty(method.ToLowerInvariant());
            var response = operation.GetProperty("responses").GetProperty(status.ToString(CultureInfo.InvariantCulture));
            if (response.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json))
            {
                SchemaCheck.Holds(document, json.GetProperty("schema"), reply.Json, $"{method} {pattern}");
            }
            called.Add($"{method} {pattern}");
            return reply;
        }

        var (u, m, v) = (api.NextNumber(), api.NextNumber(), api.NextNumber());
        await Call("PUT", "/v1/users/{id}", $"/v1/users/{u}", """{"name":"Li"}""", KeyRole.Sandbox, 201);
        await Call("PUT", "/v1/users/{id}", $"/v1/users/{u}", """{"name":"Li"}""", KeyRole.Sandbox, 200);
        await Call("PUT", "/v1/users/{id}", $"/v1/users/{v}", null, KeyRole.Operator, 201);
        await Call("PUT", "/v1/merchants/{id}", $"/v1/merchants/{m}", """{"name":"Shop","feeRateBasisPoints":60,"feeFlatMinor":1}""", KeyRole.Operator, 201);
        var reference = api.NextKey();
        await Call("POST", "/v1/custody/{bank}/deposits", "/v1/custody/cgb/deposits", $$"""{"user":"user-{{u}}","amountMinor":100000,"currency":"CNY","bankReference":"{{reference}}"}""", KeyRole.Bank, 201);

        var order = $"A/{api.NextNumber()} \u4f60\u597d";
        var paid = await Call("POST", "/v1/users/{id}/payments", $"/v1/users/{u}/payments", $$"""{"merchant":"{{m}}","amountMinor":1000,"currency":"CNY","scene":"rent","order":"{{order}}","shares":[{"payee":"platform-1","amountMinor":5}]}""", KeyRole.Sandbox, 201);
        Assert.Equal("98995", paid.Text("balance", "amountMinor"));
        var plain = await Call("POST", "/v1/users/{id}/payments", $"/v1/users/{u}/payments", Api.Payment(m, 2_000), KeyRole.Sandbox, 201);
        await Call("POST", "/v1/users/{id}/transfers", $"/v1/users/{u}/transfers", $$"""{"to":"{{v}}","amountMinor":100,"currency":"CNY","note":"thanks"}""", KeyRole.Sandbox, 201);
        var held = await Call("POST", "/v1/users/{id}/holds", $"/v1/users/{u}/holds", $$"""{"merchant":"{{m}}","amountMinor":500,"currency":"CNY","scene":"taxi","order":"ride","ttlSeconds":3600}""", KeyRole.Sandbox, 201);
        await Call("GET", "/v1/users/{id}", $"/v1/users/{u}", null, KeyRole.Auditor, 200);
        await Call("POST", "/v1/users/{id}/holds/{hold}/capture", $"/v1/users/{u}/holds/{held.Text("hold", "id")}/capture", """{"amountMinor":200}""", KeyRole.Sandbox, 201);
        await Call("POST", "/v1/users/{id}/holds/{hold}/release", $"/v1/users/{u}/holds/{held.Text("hold", "id")}/release", null, KeyRole.Sandbox, 200);
        foreach (var (verb, body) in new[] { ("confirm", null), ("refuse", """{"reason":"closed"}""") })
        {
            var asked = await Call("POST", "/v1/users/{id}/withdrawals", $"/v1/users/{u}/withdrawals", """{"custodian":"cgb","amountMinor":300,"currency":"CNY"}""", KeyRole.Sandbox, 201);
            await Call("POST", $"/v1/custody/{{bank}}/withdrawals/{{withdrawal}}/{verb}", $"/v1/custody/cgb/withdrawals/{asked.Text("withdrawal", "id")}/{verb}", body, KeyRole.Bank, 200);
        }
        await Call("POST", "/v1/payments/batch", "/v1/payments/batch", $$"""[{"user":"{{u}}","merchant":"{{m}}","amountMinor":10,"currency":"CNY","scene":"mall"},{}]""", KeyRole.Sandbox, 200);

        await Call("POST", "/v1/merchants/{id}/refunds", $"/v1/merchants/{m}/refunds", $$"""{"payment":"{{paid.Text("payment", "id")}}","amountMinor":400}""", KeyRole.Sandbox, 201);
        await Call("POST", "/v1/merchants/{id}/confirmations", $"/v1/merchants/{m}/confirmations", $$"""{"payment":"{{plain.Text("payment", "id")}}"}""", KeyRole.Sandbox, 200);
        await Call("GET", "/v1/sandbox/clock", "/v1/sandbox/clock", null, KeyRole.Sandbox, 200);
        await Call("POST", "/v1/sandbox/clock", "/v1/sandbox/clock", """{"advanceSeconds":172800}""", KeyRole.Operator, 200);
        var settled = await Call("POST", "/v1/merchants/{id}/settlements", $"/v1/merchants/{m}/settlements", "{}", KeyRole.Sandbox, 201);
        Assert.Equal("2000", settled.Json.GetProperty("settlement").GetProperty("paid")[0].GetProperty("grossMinor").ToString());

        foreach (var (kind, id) in new[] { ("users/{id}", $"users/{u}"), ("merchants/{id}", $"merchants/{m}"), ("custody/{bank}", "custody/cgb") })
        {
            await Call("GET", $"/v1/{kind}", $"/v1/{id}", null, KeyRole.Operator, 200);
            await Call("GET", $"/v1/{kind}/balances", $"/v1/{id}/balances", null, KeyRole.Operator, 200);
            await Call("GET", $"/v1/{kind}/balances", $"/v1/{id}/balances?at=2026-01-01T00:00:00%2B08:00", null, KeyRole.Auditor, 200);
            await Call("GET", $"/v1/{kind}/entries", $"/v1/{id}/entries", null, KeyRole.Operator, 200);
        }
        foreach (var kind in new[] { "users", "merchants" })
        {
            var id = api.NextNumber();
            await Call("PUT", $"/v1/{kind}/{{id}}", $"/v1/{kind}/{id}", "{}", KeyRole.Operator, 201);
            foreach (var verb in new[] { "freeze", "unfreeze", "close" })
            {
                await Call("POST", $"/v1/{kind}/{{id}}/{verb}", $"/v1/{kind}/{id}/{verb}", """{"reason":"because"}""", KeyRole.Operator, 200);
            }
        }
        await Call("GET", "/v1/users/{id}/velocity", $"/v1/users/{u}/velocity", null, KeyRole.Auditor, 200);
        await Call("GET", "/v1/merchants/{id}/velocity", $"/v1/merchants/{m}/velocity", null, KeyRole.Auditor, 200);
        await Call("GET", "/v1/devices/{device}/velocity", "/v1/devices/phone-1/velocity", null, KeyRole.Auditor, 200);
        await Call("GET", "/v1/merchants/{id}/flow", $"/v1/merchants/{m}/flow", null, KeyRole.Auditor, 200);
        var proof = await Call("GET", "/v1/ledger/proof", "/v1/ledger/proof", null, KeyRole.Auditor, 200);
        Assert.All(proof.Json.GetProperty("sumsMinor").EnumerateObject(), sum => Assert.Equal(0, sum.Value.GetInt64()));
        Assert.Equal(proof.Text("customerLiabilitiesMinor"), proof.Text("custodyMinor"));
        foreach (var name in new[] { order, reference, paid.Text("payment", "id") })
        {
            var trace = await Call("GET", "/v1/trace/{id}", $"/v1/trace/{Uri.EscapeDataString(name)}", null, KeyRole.Auditor, 200);
            Assert.NotEqual(0, trace.Json.GetProperty("entries").GetArrayLength());
        }
        (await api.GetAsync("/v1/trace/nothing")).MustRefuse(404, "not_found", "id");

        var key = await Call("POST", "/v1/keys", "/v1/keys", $$"""{"role":"merchant","name":"till","owner":"merchant-{{m}}"}""", KeyRole.Operator, 201);
        await Call("GET", "/v1/keys", "/v1/keys", null, KeyRole.Operator, 200);
        await Call("DELETE", "/v1/keys/{id}", $"/v1/keys/{key.Text("key", "id")}", null, KeyRole.Operator, 204);
        var cluster = await Call("GET", "/v1/cluster", "/v1/cluster", null, KeyRole.Auditor, 200);
        Assert.Equal(["both"], cluster.Json.GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("role").GetString()));
        // Told to nobody, for the host under test is needed for the other tests.
        (await api.PostAsync("/v1/cluster/hosts/nobody/drain", "", KeyRole.Operator)).MustRefuse(404, "not_found", "host");
        called.Add("POST /v1/cluster/hosts/{host}/drain");
        await using var receiver = await WebhookReceiver.StartAsync();
        var hook = await Call("POST", "/v1/webhooks", "/v1/webhooks", $$"""{"url":"{{receiver.Url}}","owner":"merchant-{{m}}","events":["settled","payment-made"]}""", KeyRole.Operator, 201);
        var hookPath = $"/v1/webhooks/{hook.Text("webhook", "id")}";
        await Call("GET", "/v1/webhooks", "/v1/webhooks", null, KeyRole.Auditor, 200);
        await Call("GET", "/v1/webhooks/{id}", hookPath, null, KeyRole.Sandbox, 200);
        await Call("POST", "/v1/webhooks/{id}/test", $"{hookPath}/test", null, KeyRole.Sandbox, 200);
        await Call("POST", "/v1/webhooks/{id}/secrets", $"{hookPath}/secrets", null, KeyRole.Operator, 201);
        await Call("GET", "/v1/webhooks/{id}/dead-letters", $"{hookPath}/dead-letters", null, KeyRole.Auditor, 200);
        await Call("POST", "/v1/webhooks/{id}/dead-letters/replay", $"{hookPath}/dead-letters/replay", null, KeyRole.Operator, 200);
        (await api.PostAsync($"{hookPath}/dead-letters/{new string('0', 32)}/replay", "", KeyRole.Operator)).MustRefuse(404, "not_found", "delivery");
        (await api.PostAsync($"{hookPath}/enable", "", KeyRole.Operator)).MustRefuse(409, "webhook_already_enabled", "id");
        // These two need a receiver that fails; Webhooks has them.
        called.UnionWith(["POST /v1/webhooks/{id}/enable", "POST /v1/webhooks/{id}/dead-letters/{delivery}/replay"]);
        await Call("DELETE", "/v1/webhooks/{id}", hookPath, null, KeyRole.Operator, 204);
        foreach (var open in new[] { "/health/live", "/health/ready", "/metrics", "/openapi/v1.json" }) await Call("GET", open, open, null, KeyRole.Auditor, 200);

        var all = from path in document.GetProperty("paths").EnumerateObject() from operation in path.Value.EnumerateObject() select $"{operation.Name.ToUpperInvariant()} {path.Name}";
        Assert.Empty(all.Except(called));
    }

    [Fact]
    public async Task The_document_is_OpenAPI_as_somebody_elses_reader_understands_it()
    {
        var read = OpenApiDocument.Parse((await api.GetAsync("/openapi/v1.json")).Content, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.NotEmpty(read.Document!.Paths);
    }
}
