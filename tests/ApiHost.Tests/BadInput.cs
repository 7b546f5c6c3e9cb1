using System.Net.Http.Headers;
using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>Each wrong body gets its documented problem, says what is to blame, and leaves nothing in the journal.</summary>
[Collection("api")]
public sealed class BadInput(Api api)
{
    private const string Fine = """{"merchant":"@M","amountMinor":100,"currency":"CNY","scene":"mall","order":"A"}""";

    public static TheoryData<string, string, int, string, string?> Bodies { get; } = new()
    {
        { "amount 0", Fine.Replace("100", "0", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount -1", Fine.Replace("100", "-1", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount 0.5", Fine.Replace("100", "0.5", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount 0.001", Fine.Replace("100", "0.001", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount 1.0", Fine.Replace("100", "1.0", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount 1e2", Fine.Replace("100", "1e2", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount 1e400", Fine.Replace("100", "1e400", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount -0", Fine.Replace("100", "-0", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount 2^63", Fine.Replace("100", "9223372036854775808", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount 2^63-1", Fine.Replace("100", "9223372036854775807", StringComparison.Ordinal), 400, "amount_too_large", "amountMinor" },
        { "amount of 20 digits", Fine.Replace("100", "12345678901234567890", StringComparison.Ordinal), 400, "invalid_amount", "amountMinor" },
        { "amount string", Fine.Replace("100", "\"100\"", StringComparison.Ordinal), 400, "invalid_type", "amountMinor" },
        { "amount string with comma", Fine.Replace("100", "\"1,00\"", StringComparison.Ordinal), 400, "invalid_type", "amountMinor" },
        { "amount NaN", Fine.Replace("100", "NaN", StringComparison.Ordinal), 400, "malformed_json", null },
        { "amount +1", Fine.Replace("100", "+1", StringComparison.Ordinal), 400, "malformed_json", null },
        { "amount 01", Fine.Replace("100", "01", StringComparison.Ordinal), 400, "malformed_json", null },
        { "amount null", Fine.Replace("100", "null", StringComparison.Ordinal), 400, "invalid_type", "amountMinor" },
        { "amount object", Fine.Replace("100", "{\"a\":[1]}", StringComparison.Ordinal), 400, "invalid_type", "amountMinor" },
        { "unknown field", Fine.Replace("\"order\"", "\"balance\"", StringComparison.Ordinal), 400, "unknown_field", "balance" },
        { "field in another case", Fine.Replace("\"order\"", "\"Order\"", StringComparison.Ordinal), 400, "unknown_field", "Order" },
        { "unknown field that is half a character", Fine.Replace("\"order\"", "\"\\ud800\"", StringComparison.Ordinal), 400, "unknown_field", "?" },
        { "missing amount", Fine.Replace("\"amountMinor\":100,", "", StringComparison.Ordinal), 400, "missing_field", "amountMinor" },
        { "missing all", "{}", 400, "missing_field", "merchant" },
        { "duplicate property", Fine.Replace("\"order\"", "\"amountMinor\":1,\"order\"", StringComparison.Ordinal), 400, "duplicate_property", "amountMinor" },
        { "duplicate property, escaped", Fine.Replace("\"order\"", "\"\\u0061mountMinor\":1,\"order\"", StringComparison.Ordinal), 400, "duplicate_property", "amountMinor" },
        { "currency unknown", Fine.Replace("CNY", "XXX", StringComparison.Ordinal), 400, "invalid_currency", "currency" },
        { "currency lower case", Fine.Replace("CNY", "cny", StringComparison.Ordinal), 400, "invalid_currency", "currency" },
        { "currency number", Fine.Replace("\"CNY\"", "156", StringComparison.Ordinal), 400, "invalid_type", "currency" },
        { "scene unknown", Fine.Replace("mall", "casino", StringComparison.Ordinal), 400, "invalid_scene", "scene" },
        { "merchant of another kind", Fine.Replace("@M", "user-1", StringComparison.Ordinal), 400, "invalid_owner", "merchant" },
        { "merchant with zero in front", Fine.Replace("@M", "01", StringComparison.Ordinal), 400, "invalid_owner", "merchant" },
        { "merchant too large", Fine.Replace("@M", "72057594037927936", StringComparison.Ordinal), 400, "invalid_owner", "merchant" },
        { "merchant number", Fine.Replace("\"@M\"", "7", StringComparison.Ordinal), 400, "invalid_type", "merchant" },
        { "order empty", Fine.Replace("\"A\"", "\"\"", StringComparison.Ordinal), 400, "invalid_text", "order" },
        { "order of 65", Fine.Replace("\"A\"", $"\"{new string('x', 65)}\"", StringComparison.Ordinal), 400, "invalid_text", "order" },
        { "order with NUL", Fine.Replace("\"A\"", "\"a\\u0000\"", StringComparison.Ordinal), 400, "invalid_text", "order" },
        { "order with line break", Fine.Replace("\"A\"", "\"a\\nb\"", StringComparison.Ordinal), 400, "invalid_text", "order" },
        { "order with half a character", Fine.Replace("\"A\"", "\"\\ud83d\"", StringComparison.Ordinal), 400, "invalid_text", "order" },
        { "raw control character", Fine.Replace("\"A\"", "\"a\u0001\"", StringComparison.Ordinal), 400, "malformed_json", null },
        { "array", "[]", 400, "invalid_type", null },
        { "string", "\"\"", 400, "invalid_type", null },
        { "null", "null", 400, "invalid_type", null },
        { "nothing", "", 400, "malformed_json", null },
        { "cut off", Fine[..^1], 400, "malformed_json", null },
        { "trailing data", Fine + "{}", 400, "malformed_json", null },
        { "trailing comma", Fine[..^1] + ",}", 400, "malformed_json", null },
        { "comment", "/* */" + Fine, 400, "malformed_json", null },
        { "byte order mark", "\uFEFF" + Fine, 400, "malformed_json", null },
        { "unknown field before a broken end", "{\"x\":1,", 400, "malformed_json", null },
        { "depth 17", Fine.Replace("\"A\"", Nested(16), StringComparison.Ordinal), 400, "malformed_json", null },
        { "depth 10,000", Fine.Replace("\"A\"", Nested(10_000), StringComparison.Ordinal), 400, "malformed_json", null },
        { "shares empty", Fine.Replace("\"order\":\"A\"", "\"shares\":[]", StringComparison.Ordinal), 400, "invalid_list", "shares" },
        { "share of nothing", Fine.Replace("\"order\":\"A\"", "\"shares\":[{\"payee\":\"platform-1\",\"amountMinor\":1},{\"payee\":\"platform-1\",\"amountMinor\":0}]", StringComparison.Ordinal), 400, "invalid_amount", "shares[1].amountMinor" },
        { "share without kind", Fine.Replace("\"order\":\"A\"", "\"shares\":[{\"payee\":\"1\",\"amountMinor\":1}]", StringComparison.Ordinal), 400, "invalid_owner", "shares[0].payee" },
        { "share unknown field", Fine.Replace("\"order\":\"A\"", "\"shares\":[{\"payee\":\"platform-1\",\"amountMinor\":1,\"fee\":1}]", StringComparison.Ordinal), 400, "unknown_field", "shares[0].fee" },
        { "share for a user", Fine.Replace("\"order\":\"A\"", "\"shares\":[{\"payee\":\"user-1\",\"amountMinor\":1}]", StringComparison.Ordinal), 400, "payee_kind_wrong", null },
        { "sum overflow", Fine.Replace("100", "9223372036854775807", StringComparison.Ordinal).Replace("\"order\":\"A\"", "\"shares\":[{\"payee\":\"platform-1\",\"amountMinor\":9223372036854775807}]", StringComparison.Ordinal), 400, "amount_too_large", "amountMinor" },
        { "too many shares", Fine.Replace("\"order\":\"A\"", $"\"shares\":[{string.Join(',', Enumerable.Repeat("{\"payee\":\"platform-1\",\"amountMinor\":1}", 1_000))}]", StringComparison.Ordinal), 400, "too_many_shares", "shares" },
        { "merchant unknown", Fine.Replace("@M", "999999", StringComparison.Ordinal), 422, "payee_unknown", "merchant" },
        { "more than there is", Fine.Replace("100", "10001", StringComparison.Ordinal), 422, "insufficient_funds", "amountMinor" },
        { "currency without money", Fine.Replace("CNY", "JPY", StringComparison.Ordinal), 422, "insufficient_funds", "amountMinor" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_wrong_payment_gets_its_problem_and_nothing_is_written(string name, string body, int status, string code, string? param)
    {
        var user = await api.UserAsync(cashMinor: 10_000);
        var merchant = await api.MerchantAsync();
        var before = await api.PositionsAsync();
        var reply = await api.PostAsync($"/v1/users/{user}/payments", body.Replace("@M", $"{merchant}", StringComparison.Ordinal));
        reply.MustRefuse(status, code, param);
        Assert.True(before == await api.PositionsAsync(), name);
    }

    [Theory]
    [InlineData("text/plain", 415, "unsupported_media_type", "Content-Type")]
    [InlineData("application/json; charset=gbk", 415, "unsupported_media_type", "Content-Type")]
    [InlineData("application/x-ndjson", 415, "unsupported_media_type", "Content-Type")]
    [InlineData("application/json; charset=UTF-8", 201, "", null)]
    public async Task Only_JSON_in_UTF_8_is_read(string contentType, int status, string code, string? param)
    {
        var user = await api.UserAsync(cashMinor: 1_000);
        var body = Api.Payment(await api.MerchantAsync());
        var reply = await api.SendAsync(HttpMethod.Post, $"/v1/users/{user}/payments", body, api.Key(KeyRole.Sandbox), api.NextKey(), contentType);
        if (status == 201) reply.Must(201);
        else reply.MustRefuse(status, code, param);
    }

    [Fact]
    public async Task Invalid_UTF_8_is_malformed_wherever_it_is()
    {
        var user = await api.UserAsync(cashMinor: 1_000);
        byte[] body = [.. "{\"merchant\":\"1\",\"order\":\""u8, 0xC3, 0x28, .. "\",\"amountMinor\":1}"u8];
        using var request = Post($"/v1/users/{user}/payments", new ByteArrayContent(body));
        (await api.SendAsync(request)).MustRefuse(400, "malformed_json");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Ten_megabytes_are_refused_whether_announced_or_not(bool isAnnounced)
    {
        var user = await api.UserAsync();
        HttpContent content = isAnnounced ? new ByteArrayContent(new byte[10_000_000]) : new StreamContent(new MemoryStream(new byte[10_000_000]));
        using var request = Post($"/v1/users/{user}/payments", content);
        request.Headers.TransferEncodingChunked = !isAnnounced;
        request.Headers.ExpectContinue = true;
        (await api.SendAsync(request)).MustRefuse(413, "body_too_large");
    }

    [Theory]
    [InlineData("/v1/users/merchant-1/payments", 400, "invalid_owner", "id")]
    [InlineData("/v1/users/01/payments", 400, "invalid_owner", "id")]
    [InlineData("/v1/users/-1/payments", 400, "invalid_owner", "id")]
    [InlineData("/v1/users/9999999/payments", 404, "owner_unknown", "id")]
    [InlineData("/v1/users/1/payments?x=1", 400, "unknown_parameter", "x")]
    [InlineData("/v1/users/1/payments/x", 404, "not_found", null)]
    [InlineData("/v1/users/1/holds/x/capture", 400, "invalid_id", "hold")]
    [InlineData("/v1/users/1/balances", 405, "method_not_allowed", null)]
    public async Task A_wrong_path_gets_its_problem(string path, int status, string code, string? param)
    {
        var body = path.EndsWith("capture", StringComparison.Ordinal) ? """{"amountMinor":1}""" : Api.Payment(1);
        var reply = await api.PostAsync(path, body);
        reply.MustRefuse(status, code, param);
    }

    [Fact]
    public async Task A_transfer_to_oneself_is_refused()
    {
        var user = await api.UserAsync(cashMinor: 100);
        var reply = await api.PostAsync($"/v1/users/{user}/transfers", $$"""{"to":"{{user}}","amountMinor":1,"currency":"CNY"}""");
        reply.MustRefuse(400, "self_transfer", "to");
    }

    [Theory, InlineData("freeze", "owner_frozen", "payee_frozen"), InlineData("close", "owner_closed", "payee_closed")]
    public async Task A_stopped_owner_neither_pays_nor_is_paid(string verb, string ownCode, string payeeCode)
    {
        var (stopped, other) = (await api.UserAsync(), await api.UserAsync(cashMinor: 100));
        (await api.PostAsync($"/v1/users/{stopped}/{verb}", """{"reason":"test"}""", KeyRole.Operator)).Must(200);
        var before = await api.PositionsAsync();
        (await api.PostAsync($"/v1/users/{stopped}/transfers", $$"""{"to":"{{other}}","amountMinor":1,"currency":"CNY"}""")).MustRefuse(409, ownCode, "id");
        (await api.PostAsync($"/v1/users/{other}/transfers", $$"""{"to":"{{stopped}}","amountMinor":1,"currency":"CNY"}""")).MustRefuse(422, payeeCode, "to");
        Assert.Equal(before, await api.PositionsAsync());
    }

    [Theory]
    [InlineData("at", "balances", "yesterday")]
    [InlineData("at", "balances", "2026-01-01T00:00:00")]
    [InlineData("at", "balances", "2999-01-01T00:00:00Z")]
    [InlineData("limit", "entries", "0")]
    [InlineData("limit", "entries", "101")]
    [InlineData("limit", "entries", "-1")]
    [InlineData("limit", "entries", "")]
    [InlineData("limit", "entries", "1&limit=2")]
    public async Task A_wrong_query_gets_its_problem(string param, string list, string value) =>
        (await api.GetAsync($"/v1/users/{await api.UserAsync()}/{list}?{param}={value}")).MustRefuse(400, "invalid_parameter", param);

    // The server itself refuses these, before any of our code: still a 4xx, though without a problem in the body.
    [Theory]
    [InlineData("GET /v1/users/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /v1/users/1 HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /v1/users/1 HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("not http at all\r\n\r\n", 400)]
    public async Task What_is_not_HTTP_ends_at_the_door(string request, int status) =>
        Assert.Equal(status, (await RawRequest.SendAsync(api.Url, System.Text.Encoding.ASCII.GetBytes(request))).Status);

    [Theory, InlineData("5\r\n{\"a\":\r\n"), InlineData("zz\r\n")]
    public async Task A_body_with_broken_chunks_gets_a_problem(string chunks)
    {
        var head = $"POST /v1/users/1/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.Key(KeyRole.Sandbox)}\r\nIdempotency-Key: a\r\n" +
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        var reply = await RawRequest.SendAsync(api.Url, System.Text.Encoding.ASCII.GetBytes(head + chunks + "zz\r\n"));
        Assert.Equal(400, reply.Status);
        Assert.Contains("\"code\":\"body_incomplete\"", reply.Body, StringComparison.Ordinal);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private HttpRequestMessage Post(string path, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, new Uri(api.Url, path))
        {
            Content = content,
            Headers = { { "Authorization", $"Bearer {api.Key(KeyRole.Sandbox)}" }, { "Idempotency-Key", api.NextKey() } },
        };
    }
}
