using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost.Tests;

/// <summary>A real host on a free port with a journal in a folder of its own, and a client that says little.</summary>
public sealed class Api : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-api-").FullName;
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 128 });
    private Dictionary<KeyRole, string> keys = [];
    private ApiServer? server;
    private long lastNumber = 1_000;

    internal ApiServer Server => server!;

    public string Folder => folder;

    public Uri Url { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        server = ApiServer.Build(new HostArguments("http://127.0.0.1:0", new SiloOptions { DataFolder = folder }));
        await server.StartAsync();
        Url = new Uri(server.Url);
        keys = server.PrintedKeys.ToDictionary(key => key.Role, key => key.Secret);
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public string Key(KeyRole role) => keys[role];

    /// <summary>A number that nobody else in this run has.</summary>
    public long NextNumber() => Interlocked.Increment(ref lastNumber);

    public string NextKey() => $"key-{NextNumber()}";

    public Task<Reply> PostAsync(string path, string body, KeyRole role = KeyRole.Sandbox, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, Key(role), key ?? NextKey());

    public Task<Reply> GetAsync(string path, KeyRole role = KeyRole.Operator) => SendAsync(HttpMethod.Get, path, body: null, Key(role), key: null);

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body, string? secret, string? key, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(Url.ToString().TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        if (secret is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        return new Reply(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType,
            response.Headers.Contains("Idempotent-Replayed"), response.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value)));
    }

    /// <summary>A new user with cash.</summary>
    public async Task<long> UserAsync(long cashMinor = 0)
    {
        var number = NextNumber();
        (await SendAsync(HttpMethod.Put, $"/v1/users/{number}", "{}", Key(KeyRole.Sandbox), key: null)).Must(201);
        if (cashMinor > 0) await DepositAsync(number, cashMinor);
        return number;
    }

    public async Task DepositAsync(long user, long amountMinor) => (await PostAsync(
        "/v1/custody/icbc/deposits", $$"""{"user":"{{user}}","amountMinor":{{amountMinor}},"currency":"CNY","bankReference":"{{NextKey()}}"}""", KeyRole.Bank)).Must(201);

    public async Task<long> MerchantAsync()
    {
        var number = NextNumber();
        (await SendAsync(HttpMethod.Put, $"/v1/merchants/{number}", """{"name":"Shop"}""", Key(KeyRole.Operator), key: null)).Must(201);
        return number;
    }

    /// <summary>The secret of a new key.</summary>
    public async Task<string> IssueAsync(string role, string ownerMember) =>
        (await PostAsync("/v1/keys", $$"""{"role":"{{role}}","name":"test"{{ownerMember}}}""", KeyRole.Operator)).Must(201).Text("secret");

    /// <summary>How far every partition of the journal has come.</summary>
    public async Task<string> PositionsAsync() =>
        string.Join(' ', (await GetAsync("/v1/ledger/proof")).Must(200).Json.GetProperty("partitions").EnumerateArray().Select(head => head.GetProperty("position")));

    public static string Payment(long merchant, long amountMinor = 100) =>
        $$"""{"merchant":"{{merchant}}","amountMinor":{{amountMinor}},"currency":"CNY","scene":"mall"}""";

    public sealed record Reply(HttpStatusCode Code, byte[] Body, string? ContentType, bool IsReplayed, IReadOnlyDictionary<string, string> Headers)
    {
        public int Status => (int)Code;

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string Content => Encoding.UTF8.GetString(Body);

        public Reply Must(int status)
        {
            Assert.True(Status == status, $"{status} expected, not {Status}: {Content}");
            return this;
        }

        public string Text(params string[] path) => path.Aggregate(Json, (json, name) => json.GetProperty(name)).ToString();

        /// <summary>A problem as RFC 9457 wants it, with this code and this to blame.</summary>
        public void MustRefuse(int status, string code, string? param = null)
        {
            Must(status);
            Assert.Equal("application/problem+json", ContentType);
            Assert.Equal(code, Text("code"));
            Assert.Equal($"/problems/{code}", Text("type"));
            Assert.Equal(status, Json.GetProperty("status").GetInt32());
            Assert.Equal(param, Json.TryGetProperty("param", out var blamed) ? blamed.GetString() : null);
            Assert.NotEqual("", Text("title") + Text("detail") + Text("requestId"));
            Assert.Equal(status is 503 or 429, Json.GetProperty("retryable").GetBoolean());
            Assert.Equal(status is 503 or 429, Headers.ContainsKey("Retry-After"));
        }
    }
}

/// <summary>All tests share one host and run one after the other, so that a test may say "nothing was written".</summary>
[CollectionDefinition("api")]
public sealed class ApiCollection : ICollectionFixture<Api>;
