using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Granary.Fixtures;

/// <summary>Somebody else's server: takes what it is sent, and answers as the test tells it to.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Message> messages = [];

    private WebhookReceiver(WebApplication app) => this.app = app;

    public string Url => $"{app.Urls.First()}/hooks";

    /// <summary>Everything that arrived, also what was answered with an error.</summary>
    public IReadOnlyList<Message> Messages => [.. messages];

    public IReadOnlyList<Message> Taken => [.. messages.Where(message => message.Status is >= 200 and < 300)];

    /// <summary>What to answer; may take its time.</summary>
    public Func<Message, HttpContext, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    public void AnswerWith(int status) => Answer = (_, _) => Task.FromResult(status);

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string Header(string name) => context.Request.Headers[name].ToString();
        var message = new Message(Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body.ToArray(), context.Request.Path);
        messages.Enqueue(message);
        context.Response.StatusCode = message.Status = await Answer(message, context);
    }

    public sealed record Message(string Id, string Timestamp, string Signature, byte[] Body, string Path)
    {
        public int Status { get; set; }

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string Type => Json.GetProperty("type").GetString()!;

        public long Position => Json.GetProperty("data").GetProperty("position").GetInt64();

        /// <summary>What a receiver does who only knows the specification of Standard Webhooks and its secret.</summary>
        public bool IsSignedWith(string secret, long? nowSeconds = null)
        {
            if (!secret.StartsWith("whsec_", StringComparison.Ordinal) || !long.TryParse(Timestamp, out var sentAt)) return false;
            if (Math.Abs((nowSeconds ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) - sentAt) > 300) return false;
            using var hmac = new HMACSHA256(Convert.FromBase64String(secret["whsec_".Length..]));
            byte[] content = [.. Encoding.UTF8.GetBytes(Id), (byte)'.', .. Encoding.UTF8.GetBytes(Timestamp), (byte)'.', .. Body];
            var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(content));
            return Signature.Split(' ').Contains(expected, StringComparer.Ordinal);
        }
    }
}
