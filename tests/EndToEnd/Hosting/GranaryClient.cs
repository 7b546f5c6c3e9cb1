using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Granary.EndToEnd;

/// <summary>What the API answered.</summary>
/// <param name="RetryAfter">When to come again, if it says so.</param>
public sealed record Reply(int Status, string Body, bool IsReplayed, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public JsonNode Json => JsonNode.Parse(Body)!;

    public override string ToString() => $"{Status} {Body}";
}

/// <summary>One key's view of the API.</summary>
public sealed class GranaryClient : IDisposable
{
    private readonly HttpClient http;

    public GranaryClient(string url, string key)
    {
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        var reply = await SendAsync(HttpMethod.Get, path, body: null, idempotencyKey: null);
        // To come again is no answer; whoever waits for one asks again.
        if (reply.Status == 503) throw new HttpRequestException($"GET {path}: {reply.Body}");
        Assert.True(reply.Status == 200, $"GET {path}: {reply.Status} {reply.Body}");
        return reply.Json;
    }

    public Task<Reply> PutAsync(string path, string body = "{}") => SendAsync(HttpMethod.Put, path, body, idempotencyKey: null);

    public Task<Reply> PostAsync(string path, string body, string idempotencyKey) => SendAsync(HttpMethod.Post, path, body, idempotencyKey);

    public void Dispose() => http.Dispose();

    private async Task<Reply> SendAsync(HttpMethod method, string path, string? body, string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Reply((int)response.StatusCode, text, response.Headers.Contains("Idempotent-Replayed"), response.Headers.RetryAfter?.Delta);
    }
}
